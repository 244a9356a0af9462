import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backup } from '../../../../services/server/commands/backup.ts';
import { restore } from '../../../../services/server/commands/restore.ts';
import { openStore } from '../../../../services/store/open.ts';
import { aScreen } from '../../../support/a-screen.ts';
import { tempFolder } from '../../../support/temp.ts';
import { aV0Database } from '../../../support/v0-database.ts';

/** A database with one machine, and what is in it now. */
async function aDatabase(dbPath: string, machineId: string): Promise<void> {
  const store = await openStore(dbPath);
  store.db.exec(`INSERT INTO machines (machine_id) VALUES ('${machineId}')`);
  store.close();
}

function machines(path: string): unknown[] {
  const db = new SQLite(path);
  try {
    return db.prepare('SELECT machine_id FROM machines').pluck().all();
  } finally {
    db.close();
  }
}

/** A database with `web-01`, and a backup of it from when there was only `old-01`. */
async function aPast() {
  const folder = tempFolder();
  const [dbPath, file] = [join(folder, 'state.db'), join(folder, 'backup.db')];
  await aDatabase(dbPath, 'old-01');
  await backup.run({ file, dbPath, force: false }, aScreen());
  const db = new SQLite(dbPath);
  db.exec(`UPDATE machines SET machine_id = 'web-01'`);
  db.close();
  const screen = aScreen();
  const run = (from = file) => restore.run({ file: from, dbPath, force: false }, screen);
  return { folder, dbPath, file, screen, run };
}

const asideOf = (folder: string) => readdirSync(folder).find((name) => name.includes('.before-restore-')) ?? '';

describe('a restore', () => {
  test('brings back what was, and keeps what is', async () => {
    const { folder, dbPath, screen, run } = await aPast();
    expect(await run()).toBe(true);
    expect(machines(dbPath)).toEqual(['old-01']);
    expect(asideOf(folder)).toMatch(/^state\.db\.before-restore-\d{8}T\d{6}Z$/);
    expect(machines(join(folder, asideOf(folder)))).toEqual(['web-01']);
    expect(screen.lines[0]).toContain(asideOf(folder));
    expect(screen.lines[1]).toContain('start the control plane now');
  });

  test('keeps of what is also that which is only in the log', async () => {
    const { folder, dbPath, run } = await aPast();
    const killed = new SQLite(dbPath);
    onTestFinished(() => void killed.close());
    killed.pragma('wal_autocheckpoint = 0');
    killed.exec(`INSERT INTO machines (machine_id) VALUES ('web-02')`);
    await run();
    expect(machines(join(folder, asideOf(folder)))).toEqual(['web-01', 'web-02']);
    expect(machines(dbPath)).toEqual(['old-01']);
  });

  test('fills a place where nothing is', async () => {
    const { folder, file, screen } = await aPast();
    const dbPath = join(folder, 'new', 'state.db');
    await restore.run({ file, dbPath, force: false }, screen);
    expect(machines(dbPath)).toEqual(['old-01']);
    expect(screen.lines).toHaveLength(1);
  });

  test('takes the place of a database that is damaged', async () => {
    const { dbPath, run } = await aPast();
    writeFileSync(dbPath, 'no database at all '.repeat(1000));
    await run();
    expect(machines(dbPath)).toEqual(['old-01']);
  });

  test('is refused while a control plane uses the database', async () => {
    const { folder, dbPath, run } = await aPast();
    const store = await openStore(dbPath);
    await expect(run()).rejects.toThrow('another control plane is using');
    store.close();
    expect([machines(dbPath), asideOf(folder)]).toEqual([['web-01'], '']);
  });

  test.each([
    ['is no database', (path: string) => writeFileSync(path, 'nothing '.repeat(1000)), 'cannot be read as a database'],
    ['is of v0.1.1', (path: string) => void aV0Database(path, 'x').close(), 'import-v0'],
    ['is of another program', (path: string) => foreign(path), "not a control plane's"],
    ['has nothing', (path: string) => writeFileSync(path, ''), 'is an empty database'],
    ['is not there', () => undefined, 'cannot open'],
  ])('of a file that %s is refused, and changes nothing', async (_, write, sentence) => {
    const { folder, dbPath, run } = await aPast();
    const file = join(folder, 'other.db');
    write(file);
    await expect(run(file)).rejects.toThrow(sentence);
    expect([machines(dbPath), asideOf(folder)]).toEqual([['web-01'], '']);
  });

  test('of a newer database is refused', async () => {
    const { file, run } = await aPast();
    const db = new SQLite(file);
    db.exec(`INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')`);
    db.close();
    await expect(run()).rejects.toThrow('newer control plane (9999-later)');
  });

  test('of a damaged backup is refused', async () => {
    const { dbPath, file, run } = await aPast();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096, 3 * 4096);
    writeFileSync(file, bytes);
    await expect(run()).rejects.toThrow(/is damaged|cannot be read/);
    expect(machines(dbPath)).toEqual(['web-01']);
  });

  test('names the rollouts that go on', async () => {
    const { file, screen, run } = await aPast();
    const db = new SQLite(file);
    db.exec(`
      INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 0, 0, 'test');
      INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, status, seed,
        created_at, updated_at, created_by)
        VALUES ('r-1', 'rel-1', 'canary', '[]', '0', 'pause', 'running', 1, 0, 0, 'test');`);
    db.close();
    await run();
    expect(screen.lines).toContain('  r-1');
  });
});

function foreign(path: string): void {
  const db = new SQLite(path);
  db.exec('CREATE TABLE songs (title TEXT)');
  db.close();
}
