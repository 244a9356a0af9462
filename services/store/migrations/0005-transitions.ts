import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { TRANSITIONS_DDL } from '../transitions.ts';

const CHANGES = [...TRANSITIONS_DDL, `CREATE INDEX dead_letters_by_receiver ON dead_letters(receiver, id)`];

/** The steps that actors take, for who looks at their statecharts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of CHANGES) await sql.raw(ddl).execute(db);
}
