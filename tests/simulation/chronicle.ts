import type { Database } from 'better-sqlite3';
import type { Report } from '../../machines/model/report.ts';
import type { RequestName, Requests } from '../../services/actors/engine.ts';
import type { Unit } from '../../services/store/unit.ts';
import type { CommitWatch } from './control-plane.ts';
import { Receipts } from './receipts.ts';
import type { Audited, AuditRow, Commit, DesiredRow, EventRow } from './commit.ts';
import { Rollouts } from './rollouts.ts';
import type { Timeline } from './timeline.ts';

/** What hears of each commit, when all that it tells is noted. */
export type CommitListener = (commit: Commit) => void;

/** What hears of each event, before it is noted what it tells. */
export type EventListener = (event: EventRow, commit: number) => void;

/** What hears that something was written, and not in a commit. */
export type StrayListener = (what: string) => void;

/**
 * What happened, commit by commit, as one sees it from outside: which reports came, what the journal says, and what each
 * machine should run. It trusts no projection and no state of an actor.
 */
export class Chronicle implements CommitWatch {
  readonly receipts = new Receipts();
  readonly rollouts: Rollouts;
  /** What each machine should run, newest last; undefined: nothing. */
  readonly desired = new Map<
    string,
    { readonly commit: number; readonly at: number; readonly row: DesiredRow | undefined }[]
  >();
  readonly audit: Audited[] = [];
  readonly #commitListeners: CommitListener[] = [];
  readonly #eventListeners: EventListener[] = [];
  readonly #strayListeners: StrayListener[] = [];
  readonly #timeline: Pick<Timeline, 'now'>;
  readonly #questions: ReturnType<typeof questions>;
  #commits = 0;
  #seq = 0;
  #audited = 0;
  #reported = 0;

  constructor(db: Database, timeline: Pick<Timeline, 'now'>) {
    this.#timeline = timeline;
    this.#questions = questions(db);
    this.rollouts = new Rollouts(db, () => timeline.now);
  }

  /** What time it is in truth. */
  get time(): number {
    return this.#timeline.now;
  }

  /** How many there were. */
  get commits(): number {
    return this.#commits;
  }

  onCommit(listener: CommitListener): void {
    this.#commitListeners.push(listener);
  }

  onEvent(listener: EventListener): void {
    this.#eventListeners.push(listener);
  }

  onStray(listener: StrayListener): void {
    this.#strayListeners.push(listener);
  }

  began(): void {
    this.receipts.undone();
    const stray = this.#questions.strays.get({ seq: this.#seq, audited: this.#audited, reported: this.#reported });
    if (stray !== undefined) for (const listener of this.#strayListeners) listener(stray);
  }

  handled<Name extends RequestName>(name: Name, input: Requests[Name]['input'], now: number): void {
    if (name !== 'report') return;
    const { machineId, report } = input as { machineId: string; report: Report };
    this.receipts.came(machineId, report, now);
  }

  committed(unit: Unit, now: number): void {
    this.#commits += 1;
    const events = this.#questions.events.all(this.#seq);
    const audit = this.#questions.audit.all(this.#audited);
    this.#seq = events.at(-1)?.seq ?? this.#seq;
    this.#audited = audit.at(-1)?.id ?? this.#audited;
    this.#reported = this.#questions.reported.get() ?? 0;
    for (const entry of audit) this.audit.push({ ...entry, commit: this.#commits });
    const receipts = this.receipts.committed(this.#commits);
    const changes = unit.wanted.length > 0 ? this.#changes() : [];
    const commit: Commit = { number: this.#commits, now, events, audit, receipts, changes };
    for (const { action, target } of audit) if (action === 'delete_machine') this.receipts.forget(target);
    for (const entry of audit) this.rollouts.noteAudit(entry, commit.number);
    for (const event of events) this.#note(event);
    for (const listener of this.#commitListeners) listener(commit);
  }

  /** What a machine should run; undefined: nothing. */
  wanted(machineId: string): DesiredRow | undefined {
    return this.desired.get(machineId)?.at(-1)?.row;
  }

  /** The assignments that a machine had when a commit began, and when it was made. */
  assignmentsAt(machineId: string, commit: number): (string | null)[] {
    const course = this.desired.get(machineId) ?? [];
    const before = course.findLast(({ commit: since }) => since < commit);
    const during = course.filter(({ commit: since }) => since === commit);
    return [...(before ? [before] : []), ...during].flatMap(({ row }) => (row ? [row.assignment] : []));
  }

  /** Every path that a machine should ever have run. */
  everWanted(machineId: string): string[] {
    return this.desired.get(machineId)?.flatMap(({ row }) => row?.hash ?? []) ?? [];
  }

  #note(event: EventRow): void {
    for (const listener of this.#eventListeners) listener(event, this.#commits);
    this.rollouts.noteEvent(event, this.#commits);
  }

  /** Notes what each machine should run now, where that is not what it should before. */
  #changes(): Commit['changes'] {
    const rows = new Map(this.#questions.desired.all().map((row) => [row.machine_id, row]));
    const machines = new Set([...rows.keys(), ...this.desired.keys()]);
    return [...machines].flatMap((machineId) => {
      const [before, after] = [this.wanted(machineId), rows.get(machineId)];
      if (before?.hash === after?.hash && before?.assignment === after?.assignment) return [];
      const course = this.desired.get(machineId) ?? [];
      this.desired.set(machineId, course);
      course.push({ commit: this.#commits, at: this.time, row: after });
      return [{ machineId, before, after }];
    });
  }
}

function questions(db: Database) {
  return {
    events: db.prepare<[number], EventRow>(
      'SELECT seq, at, type, rollout_id, machine_id, message, detail FROM events WHERE seq > ? ORDER BY seq',
    ),
    audit: db.prepare<[number], AuditRow>(
      'SELECT id, actor, action, target, detail FROM audit_entries WHERE id > ? ORDER BY id',
    ),
    reported: db.prepare<[], number | null>('SELECT max(id) FROM reports').pluck(),
    strays: db
      .prepare<{ seq: number; audited: number; reported: number }, string>(
        `SELECT message FROM events WHERE seq > @seq UNION ALL SELECT action FROM audit_entries WHERE id > @audited
         UNION ALL SELECT message FROM reports WHERE id > @reported`,
      )
      .pluck(),
    desired: db.prepare<[], DesiredRow>('SELECT machine_id, hash, assignment FROM generations'),
  };
}
