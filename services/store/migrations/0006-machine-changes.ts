import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** Columns of `machines` that are shown as they are. */
const SHOWN = [
  'lifecycle',
  'deployment',
  'current_generation',
  'health_status',
  'agent_version',
  'agent_state',
  'agent_state_since',
];

/**
 * What is compared of a condition: all that stands before the free space and the clock, which differ in every report. As
 * text, for every report pays for it; of one that is written otherwise everything counts.
 */
const told = (condition: string) =>
  `substr(${condition}, 1, coalesce(nullif(instr(${condition}, ',"free_bytes"'), 0), length(${condition})))`;

const HAS_CHANGED = [
  ...SHOWN.map((column) => `OLD.${column} IS NOT NEW.${column}`),
  `(OLD.condition IS NOT NEW.condition AND ${told('OLD.condition')} IS NOT ${told('NEW.condition')})`,
].join(' OR ');

/**
 * Gives a machine the next `seq`. Two statements, because an outer one that has a conflict clause imposes it on what a
 * trigger does: these two cannot conflict.
 */
const renewed = (machineId: string) =>
  `DELETE FROM machine_changes WHERE machine_id = ${machineId};
   INSERT INTO machine_changes (machine_id) VALUES (${machineId});`;

const onRows = (table: string): string[] => [
  `CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN ${renewed('NEW.machine_id')} END`,
  `CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} BEGIN ${renewed('OLD.machine_id')} END`,
];

const CHANGES = [
  // A machine that was deleted stays in it: who watches has to be told.
  `CREATE TABLE machine_changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    machine_id TEXT NOT NULL UNIQUE
  )`,
  `INSERT INTO machine_changes (machine_id) SELECT machine_id FROM machines ORDER BY machine_id`,
  ...['machines', 'machine_tags', 'generations', 'claims'].flatMap(onRows),
  // Only an operator's `sqlite3` changes these in place.
  ...['machine_tags', 'claims'].map(
    (table) => `CREATE TRIGGER ${table}_changed AFTER UPDATE ON ${table} BEGIN ${renewed('NEW.machine_id')} END`,
  ),
  `CREATE TRIGGER machines_changed AFTER UPDATE OF ${SHOWN.join(', ')}, condition ON machines
   WHEN ${HAS_CHANGED} BEGIN ${renewed('NEW.machine_id')} END`,
  `CREATE TRIGGER generations_changed AFTER UPDATE OF hash ON generations
   WHEN OLD.hash IS NOT NEW.hash BEGIN ${renewed('NEW.machine_id')} END`,
];

/** In which order machines last changed, as those see it who watch them. A report that tells nothing new is no change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const ddl of CHANGES) await sql.raw(ddl).execute(db);
}
