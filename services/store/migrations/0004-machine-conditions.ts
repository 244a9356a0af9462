import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** What agents say of their machines beside the health checks: JSON, null until one has said it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`ALTER TABLE machines ADD COLUMN condition TEXT`).execute(db);
}
