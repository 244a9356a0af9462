import type { Database } from 'better-sqlite3';
import type { AuditRow, EventRow } from './commit.ts';

/** A batch as its events tell of it. */
export interface TrackedBatch {
  state: 'pending' | 'started' | 'succeeded' | 'failed';
  /** How often it was started. */
  attempts: number;
  /** The commit in which it was started first, and the one in which it came to its state. */
  firstStarted: number;
  since: number;
  /** When its last try began, by the control plane's clock and in truth. */
  began: Moment;
  /** When all that were left of that try had begun to soak; undefined: they have not. */
  soaks: Moment | undefined;
}

/** A moment by the control plane's clock, and in truth. */
export interface Moment {
  readonly wall: number;
  readonly real: number;
}

/** A rollout as its events tell of it. */
export interface TrackedRollout {
  readonly id: string;
  readonly release: string;
  readonly createdAt: number;
  status: string;
  /** The commit in which it came to its status. */
  since: number;
  /** When a revert began. */
  reverting: boolean;
  /** It did not take back all that it did. */
  wasStopped: boolean;
  /** Machines that were told to go back. */
  readonly goingBack: Set<string>;
  /** Which machine was told in which try. */
  readonly told: Set<string>;
  readonly batches: TrackedBatch[];
  /** Its machines and their batches. */
  readonly members: ReadonlyMap<string, number>;
  /** How each of them was judged last by its batch; one that is missing was not yet. */
  readonly verdicts: Map<string, string>;
  readonly threshold: string;
  /** How many have to be healthy; null: one of those that took part. */
  readonly required: string | null;
  readonly soakSeconds: number;
  readonly healthSeconds: number;
}

/** Every rollout that there ever was, followed by its events alone. */
export class Rollouts {
  readonly #all = new Map<string, TrackedRollout>();
  readonly #time: () => number;
  readonly #rollout: (id: string) => TrackedRollout | undefined;

  constructor(db: Database, time: () => number) {
    this.#time = time;
    const row = db.prepare<[string], Record<string, string | number>>('SELECT * FROM rollouts WHERE id = ?');
    const members = db.prepare<[string], { machine_id: string; batch_index: number }>(
      'SELECT machine_id, batch_index FROM rollout_machines WHERE rollout_id = ?',
    );
    this.#rollout = (id) => {
      const found = row.get(id);
      if (found === undefined) return undefined;
      const parts = members.all(id);
      return {
        id,
        release: String(found['release_id'])
          .replace(/^rel-/, '')
          .replace(/\.\d+$/, ''),
        createdAt: 0,
        status: 'created',
        since: 0,
        reverting: false,
        wasStopped: false,
        goingBack: new Set(),
        told: new Set(),
        batches: [...new Set(parts.map(({ batch_index }) => batch_index))].map(pendingBatch),
        members: new Map(parts.map(({ machine_id, batch_index }) => [machine_id, batch_index])),
        verdicts: new Map(),
        threshold: String(found['failure_threshold']),
        required: found['success_threshold'] == null ? null : String(found['success_threshold']),
        soakSeconds: Number(found['soak_seconds'] ?? 0),
        healthSeconds: Number(found['health_timeout']),
      };
    };
  }

  get(id: string): TrackedRollout | undefined {
    return this.#all.get(id);
  }

  all(): Iterable<TrackedRollout> {
    return this.#all.values();
  }

  /** Begins to follow a rollout that an entry of the audit says was made. */
  noteAudit({ action, target }: AuditRow, commit: number): void {
    if (action !== 'rollout.created') return;
    const made = this.#rollout(target);
    if (made) this.#all.set(target, { ...made, createdAt: commit, since: commit });
  }

  /** Follows an event. */
  noteEvent({ type, at, rollout_id, machine_id, detail }: EventRow, commit: number): void {
    const rollout = this.#all.get(rollout_id);
    if (rollout === undefined) return;
    const said = JSON.parse(detail) as { batch_index?: number; to?: string; verdict?: string };
    if (type === 'machine_settled') rollout.verdicts.set(machine_id ?? '', said.verdict ?? '');
    if (type === 'status_change' && said.to !== undefined) Object.assign(rollout, { status: said.to, since: commit });
    if (type === 'machine_told') rollout.told.add(tryOf(rollout, machine_id));
    if (type === 'machine_reverting') rollout.goingBack.add(machine_id ?? '');
    if (type === 'revert_stopped') rollout.wasStopped = true;
    if (type === 'revert_started') rollout.reverting = true;
    if (type === 'revert_completed' || type === 'revert_stopped') rollout.reverting = false;
    const batch = rollout.batches[said.batch_index ?? -1];
    if (batch === undefined) return;
    if (type === 'batch_started') begin(batch, commit, { wall: at, real: this.#time() });
    if (type === 'batch_soaking') batch.soaks = { wall: at, real: this.#time() };
    if (type === 'batch_completed') Object.assign(batch, { state: 'succeeded', since: commit });
    if (type === 'batch_failed') Object.assign(batch, { state: 'failed', since: commit });
  }
}

/** A machine, and the try of its batch that is under way. */
export const tryOf = ({ batches, members }: TrackedRollout, machineId: string | null): string =>
  `${machineId} ${batches[members.get(machineId ?? '') ?? -1]?.attempts}`;

const pendingBatch = (): TrackedBatch => ({
  ...{ state: 'pending', attempts: 0, firstStarted: 0, since: 0 },
  ...{ began: NEVER, soaks: undefined },
});
const NEVER = { wall: 0, real: 0 };

function begin(batch: TrackedBatch, commit: number, began: Moment): void {
  batch.began = began;
  batch.soaks = undefined;
  batch.state = 'started';
  batch.attempts += 1;
  batch.firstStarted ||= commit;
  batch.since = commit;
}
