import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { backup } from '../../../../services/server/commands/backup.ts';
import { openStore } from '../../../../services/store/open.ts';
import { aScreen } from '../../../support/a-screen.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';
import { tempFolder } from '../../../support/temp.ts';

const count = (path: string, table: string) => {
  const db = new SQLite(path, { readonly: true });
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  } finally {
    db.close();
  }
};

/** Registers machine after machine until it is told to stop: each is a machine and an audit entry, in one unit of work. */
function aWriter({ engine }: ServedPlane) {
  let isStopped = false;
  let written = 0;
  const work = async () => {
    for (; !isStopped; written += 1) {
      const machineId = `machine-${written}`;
      await engine.request('register', { machineId, lifecycle: 'active', tags: [], actor: 'test' });
    }
  };
  const ended = work();
  return {
    get written() {
      return written;
    },
    stop: () => ((isStopped = true), ended),
  };
}

/** Fills a database with so many pages that copying it takes several steps. */
function fill({ db }: ServedPlane): void {
  const insert = db.prepare(`INSERT INTO reports (machine_id, generation, success, message) VALUES ('x', '', 1, ?)`);
  db.transaction(() => {
    for (let n = 0; n < 12_000; n += 1) insert.run('x'.repeat(4000));
  })();
}

async function aBackup() {
  const plane = await aServer();
  const folder = tempFolder();
  const file = join(folder, 'backup.db');
  const screen = aScreen();
  const run = (given: { force?: boolean; file?: string; dbPath?: string } = {}) =>
    backup.run({ file, dbPath: plane.db.name, force: false, ...given }, screen);
  return { plane, folder, file, screen, run };
}

describe('a backup', () => {
  test('has all of one moment, while others write', async () => {
    const { plane, file, screen, run } = await aBackup();
    fill(plane);
    const writer = aWriter(plane);
    expect(await run()).toBe(true);
    await writer.stop();
    expect(screen.lines).toEqual([expect.stringMatching(/^backed up .*: \d+\.\d MB, whole$/)]);
    expect(screen.steps.length).toBeGreaterThan(2);
    expect(count(file, 'reports')).toBe(12_000);
    expect(count(file, 'machines')).toBe(count(file, 'audit_entries'));
    expect(count(file, 'machines')).toBeLessThan(writer.written);
  });

  test('is one file that only its owner can read', async () => {
    const { folder, file, run } = await aBackup();
    await run();
    expect(readdirSync(folder)).toEqual(['backup.db']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('does not replace a file, unless it is told to', async () => {
    const { file, run } = await aBackup();
    writeFileSync(file, 'precious');
    await expect(run()).rejects.toThrow('is there already');
    expect(readFileSync(file, 'utf8')).toBe('precious');
    await run({ force: true });
    expect(count(file, 'machines')).toBe(0);
  });

  test('is not disturbed by one that was broken off', async () => {
    const { folder, file, run } = await aBackup();
    writeFileSync(`${file}.partial`, 'half of something');
    await run();
    expect(readdirSync(folder)).toEqual(['backup.db']);
  });

  test('of a damaged database fails, and leaves no file', async () => {
    const { plane, folder, run } = await aBackup();
    const dbPath = join(folder, 'damaged.db');
    const store = await openStore(dbPath);
    const insert = store.db.prepare(`INSERT INTO machines (machine_id) VALUES (?)`);
    store.db.transaction(() => {
      for (let n = 0; n < 3000; n += 1) insert.run(`machine-${n}`);
    })();
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    const page = store.db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'machines'`).pluck().get() as number;
    store.close();
    const bytes = readFileSync(dbPath);
    bytes.fill(0xff, (page - 1) * 4096, page * 4096);
    writeFileSync(dbPath, bytes);
    await expect(run({ dbPath })).rejects.toThrow('is not whole');
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual([]);
    expect(plane.logged).toEqual([]);
  });

  test.each([
    ['a database that is not there', 'none.db', 'none.db'],
    ['itself', undefined, 'is the database itself'],
  ])('of %s is refused', async (_, name, sentence) => {
    const { plane, folder, run } = await aBackup();
    const given = name === undefined ? { file: plane.db.name } : { dbPath: join(folder, name) };
    await expect(run(given)).rejects.toThrow(sentence);
  });

  test('into a folder that is not there says so', async () => {
    const { run } = await aBackup();
    await expect(run({ file: '/dev/null/backup.db' })).rejects.toThrow('/dev/null/backup.db cannot be written');
  });
});
