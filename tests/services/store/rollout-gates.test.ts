import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as initial from '../../../services/store/migrations/0001-initial.ts';
import * as controlPlane from '../../../services/store/migrations/0002-control-plane.ts';
import { openStore } from '../../../services/store/open.ts';
import { tempFolder } from '../../support/temp.ts';

/** A database as the version before left it, with these rows. */
async function aDatabaseOfVersion2(sql: string): Promise<string> {
  const path = join(tempFolder(), 'state.db');
  const database = new SQLite(path);
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const migrations = { '0001-initial': initial, '0002-control-plane': controlPlane };
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error !== undefined) throw new Error('the migrations failed', { cause: error });
  database.exec(sql);
  await db.destroy();
  return path;
}

const ROWS = `INSERT INTO machines (machine_id) VALUES ('a');
  INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 2, 1000, 'apikey:ops');
  INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, health_timeout, seed, created_at, updated_at, created_by)
    VALUES ('r-1', 'rel-1', 'canary', '[]', '0', 'pause', 300, 7, 1, 1, 'apikey:ops');
  INSERT INTO rollout_batches (id, rollout_id, batch_index, size, status, started_at)
    VALUES ('r-1-b0', 'r-1', 0, 2, 'waiting_health', 1000), ('r-1-b1', 'r-1', 1, 2, 'pending', NULL), ('r-1-b2', 'r-1', 2, 2, 'failed', 1000);
  INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted, verdict, settled_at)
    VALUES ('r-1', 'a', 0, 0, '/b', 'reverted', 10), ('r-1', 'b', 0, 1, '/b', 'reverting', 20), ('r-1', 'c', 0, 2, '/b', 'healthy', 30),
      ('r-1', 'd', 0, 3, '/b', 'superseded', 40), ('r-1', 'e', 0, 4, '/b', 'revert_failed', 50)`;

describe('a database of the version before the gates', () => {
  test('is brought up to date: its rollouts have no gates, its batches their deadlines', async () => {
    const path = await aDatabaseOfVersion2(ROWS);
    const { db, close } = await openStore(path);
    onTestFinished(close);
    expect(db.prepare('SELECT soak_seconds, success_threshold, progress_deadline FROM rollouts').all()).toEqual([
      { soak_seconds: 0, success_threshold: null, progress_deadline: null },
    ]);
    expect(db.prepare('SELECT deadline FROM rollout_batches ORDER BY batch_index').pluck().all()).toEqual([
      ...[301_000, null, null],
    ]);
    expect(db.prepare('SELECT count(*) FROM failed_paths').pluck().get()).toBe(0);
  });

  test('knows which machines have answered the order to go back', async () => {
    const { db, close } = await openStore(await aDatabaseOfVersion2(ROWS));
    onTestFinished(close);
    expect(db.prepare('SELECT machine_id, reverted_at FROM rollout_machines ORDER BY machine_id').raw().all()).toEqual([
      ['a', 10],
      ['b', null],
      ['c', null],
      ['d', 40],
      ['e', 50],
    ]);
  });

  test('knows that who was skipped on the way back has answered, and who was skipped before has not', async () => {
    const path = await aDatabaseOfVersion2(`${ROWS};
      UPDATE rollouts SET status = 'failed', phase = 'reverting', updated_at = 100;
      INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted, verdict, settled_at)
        VALUES ('r-1', 'f', 0, 5, '/b', 'skipped', 99), ('r-1', 'g', 0, 6, '/b', 'skipped', 101)`);
    const { db, close } = await openStore(path);
    onTestFinished(close);
    const answered = db.prepare(`SELECT machine_id, reverted_at FROM rollout_machines WHERE verdict = 'skipped'`);
    expect(answered.raw().all()).toEqual([
      ['f', null],
      ['g', 101],
    ]);
  });
});
