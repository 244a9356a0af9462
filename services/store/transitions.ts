import type { Database } from 'better-sqlite3';

/** The table of the steps that actors have taken; the agent has the same one in its own database. */
export const TRANSITIONS_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS transitions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    delivery INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    detail TEXT NOT NULL,
    taken TEXT NOT NULL,
    state TEXT NOT NULL
  )`,
  `CREATE INDEX IF NOT EXISTS transitions_by_address ON transitions(address, seq)`,
];

/** A step of an actor, to be written down. */
export interface Step {
  readonly address: string;
  /** Which delivery to the actor it belongs to. */
  readonly delivery: number;
  /** The event's type as XState has it; "": at once. */
  readonly event: string;
  /** What the event said: JSON. */
  readonly detail: string;
  /** Ids of the states that were left and entered: JSON. */
  readonly taken: string;
  /** XState's value after it: JSON. */
  readonly state: string;
}

/** The steps that actors have taken, in order. */
export interface Transitions {
  add(step: Step, now: number): void;
  /** Forgets the steps of an actor that is gone for good; takes a number, so that who follows it looks. */
  remove(address: string): void;
}

/** The steps in a database that has `TRANSITIONS_DDL`; only the newest `kept` stay when it is given. */
export function createTransitions(db: Database, kept?: number): Transitions {
  const add = db.prepare<[string, number, number, string, string, string, string]>(
    'INSERT INTO transitions (address, delivery, at, event, detail, taken, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const remove = db.prepare<[string]>('DELETE FROM transitions WHERE address = ?');
  // Who follows steps looks when their number has grown.
  const count = db.prepare<[string]>(
    `INSERT INTO transitions (address, delivery, at, event, detail, taken, state) VALUES (?, 0, 0, '', '', '', '')`,
  );
  const trim = db.prepare<[number]>('DELETE FROM transitions WHERE seq <= ?');
  return {
    add({ address, delivery, event, detail, taken, state }, now) {
      const { lastInsertRowid } = add.run(address, delivery, now, event, detail, taken, state);
      if (kept !== undefined) trim.run(Number(lastInsertRowid) - kept);
    },
    remove(address) {
      count.run(address);
      remove.run(address);
    },
  };
}
