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
import { GATES } from './invariants/gates.ts';
import type { CommitInvariant, EventInvariant, View } from './invariants/invariant.ts';
import { aheadOfDisk } from './invariants/memory.ts';
import { ORDER } from './invariants/order.ts';
import { PATIENCE } from './invariants/patience.ts';
import { createFinder } from './invariants/rows.ts';
import { OVERRULED, WAY_BACK } from './invariants/way-back.ts';
import type { Machine } from './machine.ts';
import type { Network } from './network.ts';
import type { Operators } from './operators.ts';
import { FIRST_RELEASE, itemsOf, pathOf, type Plan } from './plan.ts';
import type { Tale } from './tale.ts';

/** What a guardian looks after. */
export interface GuardianParts extends View {
  readonly tale: Tale;
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

  /** A machine begins to switch: to what it should run at some time, or to what it ran before. */
  switching(machineId: string, path: string): void {
    const { chronicle, machines, tale } = this.#parts;
    machines.get(machineId)?.tell(`switches to ${path}`);
    if (path === pathOf(FIRST_RELEASE, machineId) || chronicle.everWanted(machineId).includes(path)) return;
    tale.breaks('nobody runs what nobody wanted', `${machineId} switches to ${path}, which was never wanted of it`);
  }

  /** When all is over: what must be true in the end. */
  async lookBack(pass: (ms: number) => Promise<void>): Promise<void> {
    const { tale } = this.#parts;
    for (const { name, problem } of END) {
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
