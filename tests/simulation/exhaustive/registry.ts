import type { AssignedEmission, FleetEmission, JudgedEmission } from '../../../machines/emissions.ts';
import type { Verdict } from '../../../machines/model/rollout.ts';
import { openStore, type OpenStore } from '../../../services/store/open.ts';
import { Unit } from '../../../services/store/unit.ts';
import type { ActorEvent } from './chart-table.ts';
import { batchesOf, type Configuration, ID, NEW } from './configuration.ts';

/** A machine's row in the rollout, as far as it decides who is told what; one object for each. Times are 1 or null. */
export interface Row {
  readonly id: number;
  readonly verdict: Verdict;
  readonly attempt: number;
  readonly started_at: number | null;
  readonly reverted_at: number | null;
}

/** What the rows say when a list is told: those of its machines, which of them exist, which batches have begun. */
export interface Listed {
  readonly rows: readonly Row[];
  readonly exist: readonly boolean[];
  readonly begun: readonly boolean[];
}

/** What telling a list does: mail by address, and rows. */
export interface Told {
  readonly mail: readonly { readonly receiver: string; readonly event: ActorEvent }[];
  readonly rows: readonly Row[];
}

const COLUMNS = ['verdict', 'attempt', 'started_at', 'reverted_at'] as const;
const NOW = 1;

/** The rows of a rollout, written and read by the real unit of work; whatever was asked before is known. */
export class Registry {
  readonly #store: OpenStore;
  readonly #unit: Unit;
  readonly #rows = new Map<string, Row>();
  readonly #changed = new Map<string, Row>();
  readonly #told = new Map<string, Told>();
  /** A machine's row when the rollout was created. */
  readonly fresh: Row;

  private constructor(store: OpenStore, order: Configuration) {
    this.#store = store;
    this.#unit = new Unit(store.db);
    store.db.exec(rowsOf(order));
    this.fresh = this.#row(0);
  }

  /** The rows of this rollout in a new database. */
  static async of(path: string, order: Configuration): Promise<Registry> {
    return new Registry(await openStore(path), order);
  }

  close(): void {
    this.#store.close();
  }

  /** A row after its machine's actor, or who waited for it, has emitted this. */
  changed(row: Row, emission: AssignedEmission | JudgedEmission): Row {
    const key = `${row.id} ${JSON.stringify(emission)}`;
    const known = this.#changed.get(key);
    if (known !== undefined) return known;
    const after = this.#tried(() => {
      this.#put(0, row);
      const of0: FleetEmission = { ...emission, machineId: '0' };
      this.#unit.record('', of0, NOW);
      return this.#row(0);
    });
    this.#changed.set(key, after);
    return after;
  }

  /** What follows when `sender` tells a list. */
  told(sender: string, list: string, event: ActorEvent, listed: Listed): Told {
    const { rows, exist, begun } = listed;
    const key = `${sender} ${list} ${JSON.stringify(event)} ${rows.map(({ id }) => id).join()} ${exist.join()} ${begun.join()}`;
    const known = this.#told.get(key);
    if (known !== undefined) return known;
    const { db } = this.#store;
    const told = this.#tried(() => {
      rows.forEach((row, index) => this.#put(index, row));
      exist.forEach((is, index) => is || db.prepare('DELETE FROM machines WHERE machine_id = ?').run(`${index}`));
      const begin = db.prepare('UPDATE rollout_batches SET started_at = ? WHERE batch_index = ?');
      begun.forEach((is, index) => begin.run(is ? NOW : null, index));
      this.#unit.tellMany(list, { sender, delivery: 1, ordinal: 1, event }, NOW);
      const mail = db.prepare<[], { receiver: string; event: string }>(
        'SELECT receiver, event FROM mailbox ORDER BY id',
      );
      return {
        mail: mail.all().map(({ receiver, event: text }) => ({ receiver, event: JSON.parse(text) as ActorEvent })),
        rows: rows.map((_, index) => this.#row(index)),
      };
    });
    this.#told.set(key, told);
    return told;
  }

  /** Looks at what something does to the database, and undoes it. */
  #tried<T>(work: () => T): T {
    this.#store.db.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#store.db.exec('ROLLBACK');
    }
  }

  #put(index: number, row: Row): void {
    const set = COLUMNS.map((column) => `${column} = @${column}`).join(', ');
    this.#store.db
      .prepare(`UPDATE rollout_machines SET ${set} WHERE machine_id = @index`)
      .run({ ...row, index: `${index}` });
  }

  #row(index: number): Row {
    const columns = this.#store.db
      .prepare<[string], Omit<Row, 'id'>>(`SELECT ${COLUMNS.join(', ')} FROM rollout_machines WHERE machine_id = ?`)
      .get(`${index}`);
    if (columns === undefined) throw new Error(`machine ${index} has no row`);
    const key = JSON.stringify(columns);
    const row = this.#rows.get(key) ?? { id: this.#rows.size, ...columns };
    this.#rows.set(key, row);
    return row;
  }
}

/** The rows of a rollout that was just created, as far as anything here asks for them. */
function rowsOf(order: Configuration): string {
  const batches = order.sizes.map((size, index) => `('${ID}-b${index}', '${ID}', ${index}, ${size})`);
  const batchOf = batchesOf(order);
  const machines = batchOf.map((batch, index) => `('${ID}', '${index}', ${batch}, ${index}, '${NEW}')`);
  return `
    INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', ${machines.length}, 1, 'me');
    INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, seed, created_at, updated_at,
      created_by) VALUES ('${ID}', 'rel-1', 'staged', '[]', '0', 'pause', 1, 1, 1, 'me');
    INSERT INTO rollout_batches (id, rollout_id, batch_index, size) VALUES ${batches.join(', ')};
    INSERT INTO machines (machine_id) VALUES ${batchOf.map((_, index) => `('${index}')`).join(', ')};
    INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted) VALUES ${machines.join(', ')};`;
}
