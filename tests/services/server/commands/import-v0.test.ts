import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../../services/api/client.ts';
import { check } from '../../../../services/server/commands/check.ts';
import { importV0 } from '../../../../services/server/commands/import-v0.ts';
import { openReader, openStore } from '../../../../services/store/open.ts';
import { aScreen } from '../../../support/a-screen.ts';
import { ControlPlane } from '../../../support/control-plane.ts';
import { tempFolder } from '../../../support/temp.ts';
import { aV0Database } from '../../../support/v0-database.ts';

const KEY_HASH = createHash('sha256').update('old-key').digest('hex');

/** A database of v0.1.1 that `change` may have done something to, and the way to import it. */
async function aFleetOfV0(change: (db: Database) => void = () => undefined) {
  const folder = tempFolder();
  const [file, dbPath] = [join(folder, 'old.db'), join(folder, 'state.db')];
  const old = aV0Database(file, KEY_HASH);
  // Not closed: what is only in its log comes along, as after a crash.
  onTestFinished(() => void old.close());
  change(old);
  const screen = aScreen();
  const run = () => importV0.run({ file, dbPath, force: false }, screen);
  const rows = (sql: string) => {
    const db = openReader(dbPath);
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };
  return { folder, file, dbPath, old, screen, run, rows };
}

/** A real control plane on what was imported, and a client with the key of old. */
async function served(folder: string) {
  const plane = new ControlPlane(folder, { PATH: process.env['PATH'] }, join(folder, 'log'));
  onTestFinished(() => plane.kill());
  await plane.start();
  const client = createClient({ url: plane.url, apiKey: 'old-key' });
  onTestFinished(() => client.close());
  return { plane, client };
}

describe('an import from v0.1.1', () => {
  test('says what it took, table by table, and what it left', async () => {
    const { screen, run } = await aFleetOfV0();
    expect(await run()).toBe(true);
    expect(screen.lines).toEqual([
      'api_keys: 2 taken',
      'machines: 4 taken',
      'machine_tags: 3 taken',
      'generations: 3 taken',
      'releases: 2 taken',
      'release_entries: 4 taken',
      'rollouts: 2 taken',
      'rollout_batches: 3 taken',
      'machines in batches: 4 taken',
      'rollout_events: 2 taken',
      'audit_events: 2 taken',
      '  3 left: the reports themselves are shown in the audit',
      'reports: 3 taken',
      'health_reports: 2 taken',
      'these rollouts were under way and are cancelled now; create new ones for what they have left undone:',
      '  r-b (running)',
      expect.stringContaining('start the control plane now'),
    ]);
  });

  test('leaves a database that a control plane serves to the keys of old', async () => {
    const { folder, run } = await aFleetOfV0();
    await run();
    const { client } = await served(folder);
    expect(await client.listMachines()).toMatchObject([
      { machine_id: 'db-01', lifecycle: 'maintenance', current_generation: '', last_report: null, tags: [] },
      { machine_id: 'lost-01', lifecycle: 'active', desired_generation: '/nix/store/a-lost-01' },
      {
        machine_id: 'web-01',
        current_generation: '/nix/store/b-web-01',
        desired_generation: '/nix/store/b-web-01',
        system_state: 'ok',
        last_report: '2026-04-20T09:15:02Z',
        tags: ['prod', 'web'],
      },
      { machine_id: 'web-02', system_state: 'error', desired_generation: '/nix/store/b-web-02' },
    ]);
    const releases = await client.listReleases();
    expect(releases.map(({ id, created_at }) => [id, created_at])).toEqual([
      ['rel-b', '2026-04-20T09:00:00Z'],
      ['rel-a', '2026-04-19T09:00:00Z'],
    ]);
    expect(await client.getRelease({ params: { id: 'rel-a' } })).toMatchObject({
      cache_url: 'http://cache:5000',
      entries: [{ hostname: 'web-01', tags: ['web'] }, { hostname: 'web-02' }],
    });
    expect(await client.getRollout({ params: { id: 'r-a' } })).toMatchObject({
      status: 'completed',
      batches: [{ machine_ids: ['web-02', 'web-01'], machine_health: { 'web-01': 'healthy', 'web-02': 'healthy' } }],
      updated_at: '2026-04-19T09:05:00Z',
      events: [{ id: 1, event_type: 'status_change', actor: 'apikey:ops', created_at: '2026-04-19T09:01:00Z' }],
    });
  });

  test('cancels what was under way, says so in its events and in the audit, and frees its machines', async () => {
    const { folder, run } = await aFleetOfV0();
    await run();
    const { client } = await served(folder);
    const rollout = await client.getRollout({ params: { id: 'r-b' } });
    expect(rollout).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('create a new rollout') });
    expect(rollout.machines).toMatchObject([
      { machine_id: 'web-01', verdict: 'healthy', previous: '/nix/store/a-web-01', wanted: '/nix/store/b-web-01' },
      { machine_id: 'web-02', verdict: 'pending', previous: '/nix/store/a-web-02', wanted: '/nix/store/b-web-02' },
    ]);
    expect(rollout.events.at(-1)).toMatchObject({ event_type: 'status_change', actor: 'system:import' });
    const hosts = ['web-01', 'web-02'];
    const order = { strategy: 'all_at_once', failure_threshold: '0', on_failure: 'pause' } as const;
    const next = await client.createRollout({ body: { release_id: 'rel-b', target: { hosts }, ...order } });
    expect(next.total_machines).toBe(2);
    await expect(client.cancelRollout({ params: { id: 'r-b' } })).rejects.toThrow('cancelled');
    await client.deleteRollout({ params: { id: 'r-b' } });
  });

  test('shows audit and reports as one history, each once, in order', async () => {
    const { run, rows } = await aFleetOfV0();
    await run();
    expect(rows('SELECT id, timestamp, actor, action, detail FROM audit_events ORDER BY id LIMIT 5')).toEqual([
      { id: 1, timestamp: '2026-01-02 10:00:00', actor: 'apikey:admin', action: 'register', detail: 'active' },
      expect.objectContaining({ id: 2, timestamp: '2026-04-20 09:09:00', action: 'rollout.created' }),
      { id: 3, timestamp: '2026-04-20 09:09:30', actor: 'machine:web-01', action: 'report', detail: 'success' },
      expect.objectContaining({ id: 4, action: 'report' }),
      { id: 5, timestamp: '2026-04-20 09:15:03', actor: 'machine:web-02', action: 'report', detail: 'failure' },
    ]);
    expect(rows('SELECT action, target FROM audit_entries WHERE id > 5 ORDER BY id')).toEqual([
      { action: 'rollout.cancelled', target: 'r-b' },
      { action: 'import_v0', target: 'control-plane' },
    ]);
  });

  test('ties each health report to the path that was known then', async () => {
    const { run, rows } = await aFleetOfV0();
    await run();
    expect(rows('SELECT generation, all_passed FROM health_reports ORDER BY id')).toEqual([
      { generation: '/nix/store/a-web-01', all_passed: 1 },
      { generation: '/nix/store/b-web-01', all_passed: 1 },
    ]);
  });

  test('makes a database with nothing wrong in it, and leaves the old one as it was', async () => {
    const { dbPath, old, run } = await aFleetOfV0();
    const before = old.serialize();
    await run();
    expect(old.serialize().equals(before)).toBe(true);
    const found = aScreen();
    expect([await check.run({ file: '', dbPath, force: false }, found), found.lines]).toEqual([
      true,
      expect.anything(),
    ]);
  });

  test.each([
    [`INSERT INTO rollout_events (rollout_id, event_type) VALUES ('r-none', 'x')`, '1 left: its rollout is not there'],
    [`INSERT INTO rollout_batches VALUES ('x', 'r-none', 0, '[]', 'pending', NULL, NULL, '{}')`, '(the first: x)'],
    [`INSERT INTO machine_tags VALUES ('none', 'web')`, '1 left: FOREIGN KEY constraint failed (the first: none web)'],
    [`UPDATE reports SET received_at = 'yesterday' WHERE id = 1`, '1 left: its time cannot be read (the first: 1)'],
    [`UPDATE rollout_batches SET machine_ids = 'web' WHERE id = 'r-a-b0'`, '1 left: its list cannot be read'],
    [`UPDATE rollout_batches SET machine_ids = '["a","a"]' WHERE id = 'r-a-b0'`, '(the first: r-a a)'],
    [
      `UPDATE release_entries SET tags = 'x' WHERE store_path LIKE '%a-web-01'`,
      'cannot be read (the first: rel-a web-01)',
    ],
  ])('leaves a bad row and says why: %s', async (change, line) => {
    const { screen, run, rows } = await aFleetOfV0((db) => {
      db.pragma('foreign_keys = OFF');
      db.exec(change);
    });
    expect(await run()).toBe(true);
    expect(screen.lines.join('\n')).toContain(line);
    expect(rows('PRAGMA foreign_key_check')).toEqual([]);
    expect(rows('SELECT count(*) AS n FROM rollouts')).toEqual([{ n: 2 }]);
  });

  test('reads words that it does not know as v0.1.1 does', async () => {
    const { run, rows } = await aFleetOfV0((db) => {
      db.exec(`UPDATE machines SET lifecycle = 'asleep' WHERE machine_id = 'db-01';
        UPDATE rollouts SET strategy = 'wild', on_failure = 'shrug' WHERE id = 'r-a';
        UPDATE rollout_batches SET status = 'odd' WHERE id = 'r-a-b0'; UPDATE rollout_events SET detail = 'no json';`);
    });
    await run();
    expect(rows(`SELECT lifecycle FROM machines WHERE machine_id = 'db-01'`)).toEqual([{ lifecycle: 'active' }]);
    expect(rows(`SELECT strategy, on_failure FROM rollouts WHERE id = 'r-a'`)).toEqual([
      { strategy: 'staged', on_failure: 'pause' },
    ]);
    expect(rows(`SELECT status FROM rollout_batches WHERE rollout_id = 'r-a'`)).toEqual([{ status: 'pending' }]);
    expect(rows('SELECT detail FROM events WHERE seq = 1')).toEqual([{ detail: '{"text":"no json"}' }]);
  });

  test.each(['machines (machine_id)', 'api_keys (key_hash, name)'])(
    'does not go into a database that has %s',
    async (into) => {
      const { dbPath, run, rows } = await aFleetOfV0();
      const store = await openStore(dbPath);
      store.db.exec(`INSERT INTO ${into} VALUES (${into.includes(',') ? `'x', 'x'` : `'x'`})`);
      store.close();
      await expect(run()).rejects.toThrow('already, and an import fills a new database');
      expect(rows('SELECT count(*) AS n FROM releases')).toEqual([{ n: 0 }]);
    },
  );

  test.each([
    [`DELETE FROM refinery_schema_history WHERE version = 7`, 'start v0.1.1 on it once'],
    [`INSERT INTO refinery_schema_history (version) VALUES (8)`, 'newer than v0.1.1'],
    [`DROP TABLE refinery_schema_history`, 'is not a database of v0.1.1'],
  ])('refuses another schema: %s', async (change, sentence) => {
    const { run } = await aFleetOfV0((db) => void db.exec(change));
    await expect(run()).rejects.toThrow(sentence);
  });

  test('is what a control plane asks for that finds a database of v0.1.1 in its place', async () => {
    const { file } = await aFleetOfV0();
    await expect(openStore(file)).rejects.toThrow('import-v0 RENAMED-FILE');
  });
});
