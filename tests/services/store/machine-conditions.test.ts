import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import * as initial from '../../../services/store/migrations/0001-initial.ts';
import * as controlPlane from '../../../services/store/migrations/0002-control-plane.ts';
import * as rolloutGates from '../../../services/store/migrations/0003-rollout-gates.ts';
import { openStore } from '../../../services/store/open.ts';
import { tempFolder } from '../../support/temp.ts';

test('a database of the version before conditions is brought up to date, and its machines have none', async () => {
  const path = join(tempFolder(), 'state.db');
  const database = new SQLite(path);
  const before = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const migrations = {
    '0001-initial': initial,
    '0002-control-plane': controlPlane,
    '0003-rollout-gates': rolloutGates,
  };
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db: before, provider }).migrateToLatest();
  expect(error).toBeUndefined();
  database.exec(`INSERT INTO machines (machine_id) VALUES ('a')`);
  await before.destroy();
  const { db, close } = await openStore(path);
  onTestFinished(close);
  expect(db.prepare('SELECT machine_id, condition FROM machines').all()).toEqual([
    { machine_id: 'a', condition: null },
  ]);
});
