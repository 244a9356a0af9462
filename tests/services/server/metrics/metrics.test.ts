import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../../services/actors/engine.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { aViewer } from '../../../support/a-viewer.ts';
import { seriesIn } from '../../../support/series.ts';
import { until } from '../../../support/until.ts';

const SPECIFIED = [
  'nixfleet_fleet_size',
  'nixfleet_machines_by_lifecycle',
  'nixfleet_machine_last_seen_timestamp_seconds',
  'nixfleet_http_requests_total',
  'nixfleet_http_request_duration_seconds',
  'nixfleet_rollouts_active',
  'nixfleet_rollouts_total',
];

const scraped = async (plane: ServedPlane) => (await plane.ask('GET', '/metrics', { role: null })).text();
const series = async (plane: ServedPlane) => seriesIn(await scraped(plane));
const requests = (method: string, path: string, status: number) =>
  `nixfleet_http_requests_total{method="${method}",path="${path}",status="${status}"}`;

const report = (plane: ServedPlane, machineId: string, fields: Record<string, unknown> = {}) =>
  plane.ask('POST', `/api/v1/machines/${machineId}/report`, { role: null, json: aReport(fields) });

/** A rollout of a new release to one machine; its id. */
async function aRollout(plane: ServedPlane, host: string, threshold = '0'): Promise<string> {
  const entry = { hostname: host, store_path: `/nix/store/b-${host}`, platform: 'x86_64-linux' };
  const release = await plane.ask('POST', '/api/v1/releases', { json: { entries: [entry] } });
  const { id: release_id } = (await release.json()) as { id: string };
  const order = { release_id, target: { hosts: [host] }, strategy: 'all_at_once', failure_threshold: threshold };
  const rollout = await plane.ask('POST', '/api/v1/rollouts', { json: order });
  return ((await rollout.json()) as { rollout_id: string }).rollout_id;
}

/** Ends when the rollout has this status. */
async function came(plane: ServedPlane, id: string, status: string): Promise<void> {
  const here = () => plane.db.prepare('SELECT status FROM rollouts WHERE id = ?').pluck().get(id) === status;
  await new Promise<void>((resolve) => {
    const look = () => {
      if (here()) resolve();
    };
    plane.engine.onCommit(look);
    look();
  });
}

const HEALTHY = { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' };
const runs = (host: string) => ({ current_generation: `/nix/store/b-${host}`, health: HEALTHY });

describe('metrics', () => {
  test('are plain text, for anybody, and HEAD gets none of it', async () => {
    const plane = await aServer();
    const response = await plane.ask('GET', '/metrics', { role: null });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const head = await plane.ask('HEAD', '/metrics', { role: null });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('have all seven names of v0.1.1 after a rollout, which is counted as completed (ME1)', async () => {
    const plane = await aServer();
    await report(plane, 'web-01');
    const id = await aRollout(plane, 'web-01');
    await until(plane, 'SELECT started_at IS NOT NULL FROM rollout_machines');
    await report(plane, 'web-01', runs('web-01'));
    await came(plane, id, 'completed');
    const text = await scraped(plane);
    for (const name of SPECIFIED) expect(text).toContain(`# TYPE ${name} `);
    expect(seriesIn(text).get('nixfleet_rollouts_total{status="completed"}')).toBe(1);
    expect(text).not.toMatch(/nixfleet_policy|nixfleet_schedule/);
  });

  test('count each request under its route (ME2)', async () => {
    const plane = await aServer();
    const key = requests('GET', '/api/v1/machines', 200);
    const before = (await series(plane)).get(key) ?? 0;
    for (let n = 0; n < 3; n += 1) await plane.ask('GET', '/api/v1/machines');
    expect((await series(plane)).get(key)).toBe(before + 3);
  });

  test('never have a path that a client made up as a label', async () => {
    const plane = await aServer();
    await report(plane, 'web01');
    await report(plane, 'x'.repeat(200));
    await plane.ask('GET', '/api/v1/releases/a/diff/b');
    await plane.ask('GET', '/nothing-here?x=1');
    await plane.ask('POST', '/api/v1/machines//report');
    await plane.ask('GET', '/%ff');
    await plane.ask('PUT', '/api/v1/machines', { role: null });
    await plane.ask('GET', '/api/v1/machines', { role: null });
    const counted = [...(await series(plane))].filter(([name]) => name.startsWith('nixfleet_http_requests_total'));
    expect(Object.fromEntries(counted)).toEqual({
      [requests('POST', '/api/v1/machines/{id}/report', 200)]: 1,
      [requests('POST', '/api/v1/machines/{id}/report', 400)]: 1,
      [requests('GET', '/api/v1/releases/{id}/diff/{id}', 404)]: 1,
      [requests('GET', 'unmatched', 404)]: 2,
      [requests('POST', 'unmatched', 404)]: 1,
      [requests('PUT', '/api/v1/machines', 405)]: 1,
      [requests('GET', '/api/v1/machines', 401)]: 1,
    });
  });

  test('leave out who only watches', async () => {
    const plane = await aServer();
    for (const path of ['/health', '/ready', '/metrics']) await plane.ask('GET', path, { role: null });
    expect(await scraped(plane)).not.toContain('nixfleet_http_requests_total{');
  });

  test('have durations in buckets that contain one another', async () => {
    const plane = await aServer();
    await plane.ask('GET', '/api/v1/machines');
    const all = await series(plane);
    const labels = 'method="GET",path="/api/v1/machines"';
    const buckets = [...all].filter(([name]) =>
      name.startsWith(`nixfleet_http_request_duration_seconds_bucket{${labels},`),
    );
    const counts = buckets.map(([, count]) => count);
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect(buckets.at(-1)).toEqual([`nixfleet_http_request_duration_seconds_bucket{${labels},le="+Inf"}`, 1]);
    expect(all.get(`nixfleet_http_request_duration_seconds_count{${labels}}`)).toBe(1);
    expect(all.get(`nixfleet_http_request_duration_seconds_sum{${labels}}`)).toBeGreaterThan(0);
  });

  test('tell of the fleet as the database has it, also what was there before the start', async () => {
    const plane = await aServer();
    plane.db.exec(`INSERT INTO machines (machine_id, lifecycle, registered_at, last_seen) VALUES
      ('a', 'active', 0, 1700000000999), ('b', 'maintenance', 0, NULL), ('c"\\', 'active', 0, 1000)`);
    const all = await series(plane);
    expect(all.get('nixfleet_fleet_size')).toBe(3);
    const lifecycles = ['pending', 'provisioning', 'active', 'maintenance', 'decommissioned'];
    expect(lifecycles.map((word) => all.get(`nixfleet_machines_by_lifecycle{lifecycle="${word}"}`))).toEqual([
      0, 0, 2, 1, 0,
    ]);
    const seen = [...all].filter(([name]) => name.startsWith('nixfleet_machine_last_seen_timestamp_seconds'));
    expect(seen).toEqual([
      ['nixfleet_machine_last_seen_timestamp_seconds{machine_id="a"}', 1_700_000_000],
      [String.raw`nixfleet_machine_last_seen_timestamp_seconds{machine_id="c\"\\"}`, 1],
    ]);
  });

  test('count what becomes of rollouts, and forget nothing when one is deleted', async () => {
    const plane = await aServer();
    await report(plane, 'web-01');
    const id = await aRollout(plane, 'web-01');
    await until(plane, 'SELECT started_at IS NOT NULL FROM rollout_machines');
    expect((await series(plane)).get('nixfleet_rollouts_active')).toBe(1);
    await report(plane, 'web-01', { success: false, message: 'rolled back: the checks failed' });
    await came(plane, id, 'paused');
    expect((await series(plane)).get('nixfleet_rollouts_active')).toBe(0);
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    await plane.ask('DELETE', `/api/v1/rollouts/${id}`);
    const all = await series(plane);
    const words = ['completed', 'paused', 'failed', 'cancelled'];
    expect(words.map((status) => all.get(`nixfleet_rollouts_total{status="${status}"}`))).toEqual([0, 1, 0, 1]);
    expect(all.get('nixfleet_rollouts{status="cancelled"}')).toBe(0);
  });

  test('tell of the actors and their commits', async () => {
    const plane = await aServer();
    await report(plane, 'web-01');
    await plane.ask('POST', '/api/v1/machines/a/register', { json: {} });
    const all = await series(plane);
    expect(all.get('nixfleet_actors_live')).toBeGreaterThanOrEqual(1);
    expect(all.get('nixfleet_commit_duration_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(all.get('nixfleet_commit_group_deliveries_sum')).toBeGreaterThanOrEqual(2);
    const still = [
      'actors_quarantined',
      'mailbox_depth',
      'dead_letters',
      'commit_groups_redone_total',
      'deliveries_queued',
    ];
    expect(still.map((name) => all.get(`nixfleet_${name}`))).toEqual([0, 0, 0, 0, 0]);
    expect(all.get('nixfleet_actor_thread_up')).toBe(1);
  });

  test('come without the actors when their thread does not answer', async () => {
    const silent = { actors: null, restarts: 3, silentSeconds: 42 };
    const plane = await aServer({ engine: (real: Engine) => ({ ...real, figures: () => Promise.resolve(silent) }) });
    const all = await series(plane);
    expect(all.get('nixfleet_actor_thread_up')).toBe(0);
    expect(all.get('nixfleet_actor_thread_silent_seconds')).toBe(42);
    expect(all.get('nixfleet_actor_thread_restarts_total')).toBe(3);
    expect(all.get('nixfleet_fleet_size')).toBe(0);
    expect(all.has('nixfleet_actors_live')).toBe(false);
  });

  test('tell how the service is open', async () => {
    const all = await series(await aServer());
    expect(all.get('nixfleet_insecure{what="plain_http"}')).toBe(1);
    expect(all.get('nixfleet_insecure{what="open_agents"}')).toBe(1);
  });

  test('count a viewer that reads too slowly', async () => {
    const journal = new Journal();
    const plane = await aServer({ engine: journal.engine, feedTiming: { unsentMs: 50, restMs: 0 } });
    journal.on(plane.db);
    const viewer = await aViewer(plane.url, '/api/v1/live');
    viewer.socket.pause();
    journal.rows(500, { message: 'x'.repeat(100_000) });
    const slow = new Promise<void>((resolve) => {
      for (const theirs of plane.app.websocketServer.clients) theirs.once('close', () => resolve());
    });
    journal.nudge();
    for (;;) {
      if ((await series(plane)).get('nixfleet_websockets_slow_total') === 1) break;
    }
    viewer.socket.terminate();
    await slow;
    expect((await series(plane)).get('nixfleet_websockets{kind="feed"}')).toBe(0);
  });

  test('asked for by many at once are put together once, for all', async () => {
    let asked = 0;
    const figures = { actors: null, restarts: 0, silentSeconds: 0 };
    const engine = (real: Engine): Engine => ({
      ...real,
      figures() {
        asked += 1;
        return Promise.resolve(figures);
      },
    });
    const plane = await aServer({ engine });
    await scraped(plane);
    const before = asked;
    const texts = await Promise.all(Array.from({ length: 20 }, () => scraped(plane)));
    expect(texts.every((text) => text.includes('nixfleet_fleet_size'))).toBe(true);
    expect(asked - before).toBeLessThan(20);
  });
});

describe('readiness', () => {
  test('is there while the database answers', async () => {
    const plane = await aServer();
    expect((await plane.ask('GET', '/ready', { role: null })).status).toBe(200);
  });

  test('is not there while the actors are restored, nor when the database cannot be read', async () => {
    let isReady = false;
    const plane = await aServer({ engine: (real: Engine) => ({ ...real, isReady: () => isReady }) });
    const ready = async () => {
      const response = await plane.ask('GET', '/ready', { role: null });
      return [response.status, await response.text()];
    };
    expect(await ready()).toEqual([503, 'not ready: actors are being restored']);
    isReady = true;
    expect(await ready()).toEqual([200, 'ok']);
    plane.reads.close();
    expect(await ready()).toEqual([503, 'not ready: the database cannot be read']);
    expect((await plane.ask('GET', '/health', { role: null })).status).toBe(200);
  });
});
