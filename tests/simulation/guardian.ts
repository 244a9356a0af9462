import type { Database } from 'better-sqlite3';
import { NotFound } from '../../machines/errors.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Chronicle } from './chronicle.ts';
import type { Commit, EventRow } from './commit.ts';
import type { ControlPlane } from './control-plane.ts';
import { BLAME } from './invariants/blame.ts';
import { CLAIMS } from './invariants/claims.ts';
import { DESIRED_PATHS } from './invariants/desired-paths.ts';
import { END } from './invariants/end.ts';
import { HOMECOMING } from './invariants/homecoming.ts';
import { HOSTS, isMarooned, LEAVING_MS, MAROONED } from './invariants/hosts.ts';
import { GATES } from './invariants/gates.ts';
import type { CommitInvariant, EventInvariant, View } from './invariants/invariant.ts';
import { aheadOfDisk } from './invariants/memory.ts';
import { ORDER } from './invariants/order.ts';
import { PATIENCE } from './invariants/patience.ts';
import { createFinder } from './invariants/rows.ts';
import { OVERRULED, WAY_BACK } from './invariants/way-back.ts';
import type { Happening } from './host.ts';
import type { Machine } from './machine.ts';
import type { Network } from './network.ts';
import type { Operators } from './operators.ts';
import { itemsOf, type Plan } from './plan.ts';
import type { Tale } from './tale.ts';
import type { Timeline } from './timeline.ts';

/** What a guardian looks after. */
export interface GuardianParts extends View {
  readonly tale: Tale;
  readonly timeline: Timeline;
  readonly db: Database;
  readonly chronicle: Chronicle;
  readonly plane: ControlPlane;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly operators: Operators;
  readonly network: Network;
  readonly plan: Plan;
}

const EVENTS: readonly EventInvariant[] = [...GATES, ...BLAME, ...ORDER, ...WAY_BACK];
const COMMITS: readonly CommitInvariant[] = [...DESIRED_PATHS, CLAIMS, OVERRULED, PATIENCE];
/** Looking through all rows is dear: done once for so many commits. */
const SELDOM = 40;

/** Looks after the promises: at each event, at each commit, at each switch, and when all is over. */
export class Guardian {
  readonly #parts: GuardianParts;
  readonly #find: ReturnType<typeof createFinder>;
  readonly #clockIsTrue: boolean;
  readonly #quiet: () => boolean;

  constructor(parts: GuardianParts) {
    const { db, chronicle, plan } = parts;
    this.#parts = parts;
    this.#find = createFinder(db);
    this.#clockIsTrue = !itemsOf(plan, 'plane fault').some(({ does }) => does.what === 'jump' && does.byMs < 0);
    const busy = db.prepare<[], unknown>(
      `SELECT 1 FROM rollouts WHERE status IN ('created', 'running') OR phase = 'reverting' UNION ALL SELECT 1 FROM mailbox`,
    );
    this.#quiet = () => busy.get() === undefined;
    chronicle.onEvent((event, commit) => this.#lookAtEvent(event, commit));
    chronicle.onStray((what) =>
      parts.tale.breaks('what failed has left nothing', `"${what}" was not committed, and is there`),
    );
    chronicle.onCommit((commit) => this.#lookAtCommit(commit));
  }

  /** Nothing is under way in the control plane. */
  isQuiet(): boolean {
    return this.#parts.plane.isUp && this.#quiet();
  }

  /** What a machine is told when it asks. */
  desired(machineId: string): DesiredGeneration {
    const desired = this.#parts.plane.desired(machineId);
    if (desired === undefined) throw new NotFound(`there is nothing that ${machineId} should run`);
    return desired;
  }

  /** Something happens to a machine itself, and stands in its book. */
  saw(machine: Machine, happening: Happening): void {
    const { tale } = this.#parts;
    const { type, ...more } = happening;
    machine.tell(`${type} ${JSON.stringify(more)}`);
    for (const { name, problem } of HOSTS) {
      const what = problem({ ...this.#parts, machine }, happening);
      if (what !== undefined) tale.breaks(name, what);
    }
    if (happening.type === 'runs' && isMarooned(machine)) this.#expectToLeave(machine);
  }

  /** When all is over: what must be true in the end. */
  async lookBack(pass: (ms: number) => Promise<void>): Promise<void> {
    const { tale } = this.#parts;
    for (const { name, problem } of [...HOMECOMING, ...END]) {
      if (tale.broken !== undefined) return;
      const what = await problem(this.#parts, pass);
      if (what !== undefined) tale.breaks(name, what);
    }
    this.#lookAtRows();
    const last = this.#find.end();
    if (last !== undefined) tale.breaks('in the end', last);
  }

  /** Counts how rollouts ended. */
  tallies(): void {
    const { tale, chronicle } = this.#parts;
    for (const { status } of chronicle.rollouts.all()) tale.saw(`rollout: ${status}`);
    tale.saw('commits', chronicle.commits);
  }

  /** Nobody can reach the machine on what it runs now: it must not stay there. */
  #expectToLeave(machine: Machine): void {
    const { timeline, tale } = this.#parts;
    const { running } = machine.host;
    const { since } = machine.book;
    timeline.after(LEAVING_MS, () => {
      if (machine.isOff || machine.book.since !== since || !isMarooned(machine)) return;
      tale.breaks(MAROONED.name, `${machine.id} runs ${running} for ${LEAVING_MS / 1000} s, and nobody can reach it`);
    });
  }

  #lookAtEvent(event: EventRow, commit: number): void {
    const { tale } = this.#parts;
    tale.tell('event', `${event.type} ${event.rollout_id}: ${event.message}`);
    tale.saw(`event: ${event.type}`);
    for (const { name, problem } of EVENTS) {
      const what = problem(this.#parts, event, commit);
      if (what !== undefined) tale.breaks(name, what);
    }
  }

  #lookAtCommit(commit: Commit): void {
    const { tale } = this.#parts;
    this.#tell(commit);
    for (const { name, problem } of COMMITS) {
      const what = problem(this.#parts, commit);
      if (what !== undefined) tale.breaks(name, what);
    }
    if (commit.number % SELDOM === 0) this.#lookAtRows();
  }

  #tell({ number, receipts, audit, changes }: Commit): void {
    const { tale } = this.#parts;
    for (const { machineId, report, isCopy } of receipts) {
      const { current_generation, success, message, health, assignment, outcome } = report;
      const said = { runs: current_generation, success, healthy: health?.all_passed, assignment, outcome, isCopy };
      tale.tell('control plane', `#${number} has of ${machineId} "${message}" ${JSON.stringify(said)}`);
    }
    for (const { actor, action, target, detail } of audit) {
      tale.tell('audit', `#${number} ${actor} ${action} ${target} ${detail ?? ''}`);
    }
    for (const { machineId, after } of changes) {
      tale.tell(
        'desired',
        `#${number} ${machineId}: ${after === undefined ? 'nothing' : `${after.hash} ${after.assignment}`}`,
      );
    }
  }

  #lookAtRows(): void {
    const { db, plane, tale } = this.#parts;
    const found = this.#find.always(this.#clockIsTrue);
    if (found !== undefined) tale.breaks('rows that must not be', found);
    const ahead = aheadOfDisk(db, plane);
    if (ahead !== undefined) tale.breaks('memory is as the disk', ahead);
  }
}
