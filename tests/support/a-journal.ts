import type { Database } from 'better-sqlite3';
import type { Engine, Nudge } from '../../services/actors/engine.ts';
import type { RolloutPhase, RolloutStatus } from '../../machines/model/rollout.ts';

/** Writes rows of `events` as the actors would, and says so when the test wants to. */
export class Journal {
  readonly #listeners = new Set<(nudge: Nudge) => void>();
  #db: Database | undefined;

  /** Stands before the real engine so that the test says when there was a commit. */
  readonly engine = (real: Engine): Engine => ({
    ...real,
    onCommit: (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  });

  /** How many are told of commits. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The database it writes to. */
  on(db: Database): this {
    this.#db = db;
    db.exec(`INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 0, 0, 'test')`);
    return this;
  }

  get db(): Database {
    if (this.#db === undefined) throw new Error('the journal has no database yet');
    return this.#db;
  }

  /** A rollout, or its new state. */
  rollout(id: string, status: RolloutStatus, phase: RolloutPhase | null = null): void {
    const insert = this.db.prepare(`INSERT INTO rollouts
      (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, status, phase, seed, created_at, updated_at, created_by)
      VALUES (@id, 'rel-1', 'canary', '[]', '0', 'pause', @status, @phase, 1, 1000, 1000, 'test')
      ON CONFLICT (id) DO UPDATE SET status = @status, phase = @phase`);
    insert.run({ id, status, phase });
  }

  /** Some rows; `fields` of each. */
  rows(count: number, fields: { rolloutId?: string | null; type?: string; message?: string } = {}): void {
    const insert = this.db.prepare(`INSERT INTO events (at, type, rollout_id, actor, message, detail)
      VALUES (2000, @type, @rolloutId, 'executor', @message, '{"a":1}')`);
    const row = { rolloutId: 'r-1', type: 'status_change', message: 'something happened', ...fields };
    this.db.transaction(() => {
      for (let n = 0; n < count; n += 1) insert.run(row);
    })();
  }

  /** Says that there was a commit. */
  nudge(): void {
    for (const listener of this.#listeners) listener({ wanted: [] });
  }
}
