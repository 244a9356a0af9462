import type { OpenStore } from '../../../../services/store/open.ts';
import { storedActors } from '../../../../services/store/snapshots.ts';
import type { GoldenSnapshot } from './golden-files.ts';

type Database = OpenStore['db'];

/** The rows that a control plane goes on with; what it only tells of the past is left out. Parents come first. */
const TABLES = [
  'machines',
  'machine_tags',
  'generations',
  'releases',
  'release_entries',
  'rollouts',
  'rollout_batches',
  'rollout_machines',
  'claims',
  'mailbox',
];

/** Every actor of a database as it is stored. */
export const actorsIn = (db: Database): GoldenSnapshot[] =>
  [...storedActors(db)].map(({ address, ...stored }) => ({
    name: address.slice(address.indexOf(':') + 1),
    address,
    ...stored,
  }));

/** The rows of a control plane's database as SQL that puts them into another of the same age or newer. */
export const rowsIn = (db: Database): string =>
  TABLES.flatMap((table) => {
    const columns = db
      .prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY cid')
      .pluck()
      .all(table);
    const values = columns.map((column) => `quote(${column})`).join(` || ', ' || `);
    const rows = db.prepare<[], string>(`SELECT ${values} FROM ${table} ORDER BY ${columns.join()}`).pluck().all();
    const given = rows.map((row) => `  (${row})`).join(',\n');
    return given === '' ? [] : [`INSERT INTO ${table} (${columns.join(', ')}) VALUES\n${given};\n`];
  }).join('');

/** Puts actors into a database, as the version that stored them did. */
export function putActors(db: Database, snapshots: readonly GoldenSnapshot[]): void {
  const put = db.prepare('INSERT INTO snapshots (address, version, state, deliveries, pending) VALUES (?, ?, ?, ?, ?)');
  for (const { address, version, state, deliveries, pending } of snapshots) {
    put.run(address, version, JSON.stringify(state), deliveries, pending ? 1 : 0);
  }
}
