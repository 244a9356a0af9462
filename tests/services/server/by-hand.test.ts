import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { aReport, aServer, type ServedPlane } from '../../support/a-server.ts';

const hasSqlite3 = spawnSync('sqlite3', ['--version']).status === 0;
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** What an operator types, in a process of its own. */
const typed = (plane: ServedPlane, sql: string): string =>
  execFileSync('sqlite3', ['-cmd', '.timeout 5000', plane.db.name, sql], { encoding: 'utf8' }).trim();

describe.skipIf(!hasSqlite3)('with sqlite3 an operator', () => {
  test('makes a key that counts at once, and takes it away at once', async () => {
    const plane = await aServer();
    const status = async () =>
      (await plane.ask('GET', '/api/v1/machines', { role: null, headers: { authorization: 'Bearer mine' } })).status;
    expect(await status()).toBe(401);
    typed(plane, `INSERT INTO api_keys (key_hash, name, role) VALUES ('${hashOf('mine')}', 'by hand', 'readonly')`);
    expect(await status()).toBe(200);
    typed(plane, `DELETE FROM api_keys WHERE name = 'by hand'`);
    expect(await status()).toBe(401);
  });

  test('gives a machine a path, however old that sqlite3 is', async () => {
    const plane = await aServer();
    const before = Date.now();
    typed(plane, `INSERT INTO machines (machine_id) VALUES ('web-01')`);
    typed(plane, `INSERT INTO generations (machine_id, hash) VALUES ('web-01', '/nix/store/a')`);
    const asked = await plane.ask('GET', '/api/v1/machines/web-01/desired-generation', { role: null });
    expect(await asked.json()).toMatchObject({ hash: '/nix/store/a', cache_url: null, poll_hint: null });
    const [setAt, registeredAt] = typed(plane, 'SELECT set_at, registered_at FROM generations, machines').split('|');
    for (const at of [setAt, registeredAt]) {
      expect(Number(at)).toBeGreaterThanOrEqual(before - 1);
      expect(Number(at)).toBeLessThanOrEqual(Date.now() + 1);
    }
    expect((await plane.ask('GET', '/api/v1/machines')).status).toBe(200);
  });
});

describe('a row that somebody else inserted', () => {
  test('into what the audit shows costs nobody an answer', async () => {
    const plane = await aServer();
    const register = async () => (await plane.ask('POST', '/api/v1/machines/web-01/register', { json: {} })).status;
    const report = async () =>
      (await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport() })).status;
    expect(await register()).toBe(201);
    const entry = `INSERT INTO audit_entries (at, actor, action, target) VALUES (1, 'hand', 'looked', 'web-01')`;
    for (let n = 0; n < 3; n += 1) plane.db.exec(entry);
    expect(await register()).toBe(201);
    plane.db.exec(`INSERT INTO reports (machine_id, generation, success) VALUES ('web-01', '', 1)`);
    for (let n = 0; n < 3; n += 1) plane.db.exec(entry);
    expect(await report()).toBe(200);
    expect(await register()).toBe(201);
    const csv = await (await plane.ask('GET', '/api/v1/audit/export')).text();
    expect(csv.split('\n').filter((line) => line.includes(',looked,'))).toHaveLength(6);
    expect(plane.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
