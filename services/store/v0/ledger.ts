import SQLite from 'better-sqlite3';

/** Why rows of a table were left, how many, and the first of them. */
export interface Left {
  readonly why: string;
  readonly count: number;
  readonly first: string;
}

/** What became of the rows of a table. */
export interface TableTally {
  readonly table: string;
  readonly taken: number;
  readonly left: readonly Left[];
}

/** A row says something that we cannot take over. */
export class Unusable extends Error {}

interface Counts {
  taken: number;
  readonly left: Map<string, { count: number; readonly first: string }>;
}

/** Counts what an import takes over and what it leaves: no row is left in silence, and none ends the import. */
export class Ledger {
  readonly #tables = new Map<string, Counts>();

  /** Takes over one row; what is wrong with it is written down. True: it was taken. */
  row(table: string, name: string | number, take: () => void): boolean {
    const counts = this.#counts(table);
    try {
      take();
      counts.taken += 1;
      return true;
    } catch (error) {
      if (!(error instanceof Unusable) && !isRefused(error)) throw error;
      this.leave(table, name, error.message);
      return false;
    }
  }

  /** Writes down a row that is left. */
  leave(table: string, name: string | number, why: string): void {
    const { left } = this.#counts(table);
    const known = left.get(why);
    if (known === undefined) left.set(why, { count: 1, first: String(name) });
    else known.count += 1;
  }

  /** All tables, in the order in which they came. */
  tables(): TableTally[] {
    return [...this.#tables].map(([table, { taken, left }]) => ({
      table,
      taken,
      left: [...left].map(([why, { count, first }]) => ({ why, count, first })),
    }));
  }

  #counts(table: string): Counts {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const counts: Counts = { taken: 0, left: new Map() };
    this.#tables.set(table, counts);
    return counts;
  }
}

/** The row breaks a rule of our tables; SQLite has undone just that. */
const isRefused = (error: unknown): error is Error =>
  error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
