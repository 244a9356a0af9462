/** What a command is given. */
export interface Given {
  /** The one file that it is about; empty for a command that takes none. */
  readonly file: string;
  readonly dbPath: string;
  readonly force: boolean;
}

/** Where a command says what it does. */
export interface Screen {
  say(line: string): void;
  /** Says how far it is; only to a person who watches. */
  progress(line: string): void;
}

/** Something that the program does once, instead of serving. */
export interface Command {
  readonly takesFile: boolean;
  readonly takesForce: boolean;
  /** What `--help` prints. */
  readonly usage: string;
  /** Does it; false: something is wrong, and was said. Throws `BadUsage`, `BadConfig`, `Conflict`. */
  run(given: Given, screen: Screen): Promise<boolean>;
}

/** The line about the database in each usage. */
export const DB_PATH_USAGE =
  '  --db-path FILE         the SQLite database (NIXFLEET_CP_DB_PATH; /var/lib/nixfleet-cp/state.db)';

/** How far a copy is, on a screen. */
export const copying =
  ({ progress }: Screen) =>
  (copied: number, total: number): void =>
    progress(`copied ${Math.floor((copied * 100) / Math.max(total, 1))}% of ${total.toLocaleString('en')} pages`);
