import { type ConsistencyReads, createConsistencyReads, danglingRows, integrityProblems } from './integrity.ts';
import { schemaOf, type Schema, withDatabase } from './schema.ts';
import { storedActors } from './snapshots.ts';

/** A database as it is looked through from end to end. */
export interface Inspection extends ConsistencyReads {
  /** What SQLite finds wrong with the file. */
  damage(): string[];
  danglingRows(): string[];
  actors(): ReturnType<typeof storedActors>;
}

/**
 * Opens a database to look through it, read-only, whoever uses it. What cannot be asked of its schema is for the caller
 * to leave. Throws `BadConfig`.
 */
export function inspected<T>(path: string, work: (schema: Schema, inspection: () => Inspection) => T): T {
  return withDatabase(path, (db) =>
    work(schemaOf(db), () => {
      const damage = integrityProblems(db);
      // All that follows is of one moment, so that what belongs together is seen together.
      db.exec('BEGIN');
      return {
        ...createConsistencyReads(db),
        damage: () => damage,
        danglingRows: () => danglingRows(db),
        actors: () => storedActors(db),
      };
    }),
  );
}
