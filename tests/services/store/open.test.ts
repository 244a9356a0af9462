import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openReader, openStore } from '../../../services/store/open.ts';
import { tempFolder } from '../../support/temp.ts';

describe('the database', () => {
  test('is made with its folders, and again found as it was left', async () => {
    const path = join(tempFolder(), 'a', 'b', 'state.db');
    const first = await openStore(path);
    first.db.exec(`INSERT INTO api_keys (key_hash, name) VALUES ('x', 'by hand')`);
    first.close();
    const second = await openStore(path);
    expect(second.db.prepare('SELECT name, role FROM api_keys').all()).toEqual([{ name: 'by hand', role: 'readonly' }]);
    second.close();
  });

  test('belongs to one process; readers are welcome', async () => {
    const path = join(tempFolder(), 'state.db');
    const store = await openStore(path);
    await expect(openStore(path)).rejects.toThrow('another control plane is using');
    const reader = openReader(path);
    expect(reader.prepare('SELECT count(*) AS n FROM machines').get()).toEqual({ n: 0 });
    expect(() => reader.exec('DELETE FROM machines')).toThrow('readonly');
    reader.close();
    store.close();
  });

  test.each([
    ['below /proc', () => '/proc/nothing/state.db'],
    ['that is a folder', () => tempFolder()],
    ['that is no database', () => notADatabase()],
  ])('%s is refused with a sentence', async (_, path) => {
    await expect(openStore(path())).rejects.toThrow(/cannot open the database|could not be brought up to date/);
  });

  test('shows reports among the audit, with ids from one counter', async () => {
    const path = join(tempFolder(), 'state.db');
    const store = await openStore(path);
    store.db.exec(
      `INSERT INTO audit_entries (id, at, actor, action, target) VALUES (1, 1000, 'apikey:a', 'register', 'web-01')`,
    );
    store.db.exec(
      `INSERT INTO reports (id, machine_id, generation, success, received_at) VALUES (2, 'web-01', '', 0, 2000)`,
    );
    expect(store.db.prepare('SELECT id, timestamp, actor, action, detail FROM audit_events ORDER BY id').all()).toEqual(
      [
        { id: 1, timestamp: '1970-01-01 00:00:01', actor: 'apikey:a', action: 'register', detail: null },
        { id: 2, timestamp: '1970-01-01 00:00:02', actor: 'machine:web-01', action: 'report', detail: 'failure' },
      ],
    );
    store.close();
  });
});

function notADatabase(): string {
  const path = join(tempFolder(), 'state.db');
  writeFileSync(path, 'this is not a database, whatever its name says '.repeat(100));
  return path;
}
