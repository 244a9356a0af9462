import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../machines/model/audit.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { aReport, aServer, type ServedPlane } from '../../support/a-server.ts';
import { until } from '../../support/until.ts';

/*
 * What v0.1.1's own tests assert over whole stories (`spec/control-plane.md` 10.1), through HTTP alone. Those of single
 * routes are in `upstream-routes.test.ts`.
 */

const OLD = '/nix/store/a-system';
const NEW = '/nix/store/b-system';
const HEALTH = { results: [], timestamp: '2026-04-20T09:15:02Z' };
const platform = 'x86_64-linux';

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `web-${n}`);

async function answered<T>(plane: ServedPlane, method: string, path: string, json?: unknown): Promise<T> {
  const response = await plane.ask(method, path, { json });
  expect([path, Math.floor(response.status / 100)]).toEqual([path, 2]);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

const reports = (plane: ServedPlane, id: string, fields: Record<string, unknown>) =>
  answered<void>(plane, 'POST', `/api/v1/machines/${id}/report`, aReport({ machine_id: id, ...fields }));
const isHealthy = (plane: ServedPlane, id: string, on: string) =>
  reports(plane, id, { current_generation: on, health: { ...HEALTH, all_passed: true } });
const isSick = (plane: ServedPlane, id: string, on: string) =>
  reports(plane, id, { current_generation: on, success: false, health: { ...HEALTH, all_passed: false } });

async function aRelease(plane: ServedPlane, hosts: readonly string[], store_path = NEW): Promise<string> {
  const entries = hosts.map((hostname) => ({ hostname, store_path, platform }));
  return (await answered<{ id: string }>(plane, 'POST', '/api/v1/releases', { entries })).id;
}

/** Plans a rollout over machines that have reported, as upstream's helper does: with a stray `policy`. */
async function aRollout(plane: ServedPlane, hosts: readonly string[], fields: Record<string, unknown> = {}) {
  for (const host of hosts) await reports(plane, host, { current_generation: OLD, tags: ['web'] });
  const release_id = await aRelease(plane, hosts);
  const json = { release_id, target: { tags: ['web'] }, strategy: 'all_at_once', policy: null, ...fields };
  return answered<{ rollout_id: string; batches: { machine_ids: string[] }[]; total_machines: number }>(
    plane,
    'POST',
    '/api/v1/rollouts',
    json,
  );
}

const detailOf = (plane: ServedPlane, id: string) => answered<RolloutDetail>(plane, 'GET', `/api/v1/rollouts/${id}`);
const isTold = (plane: ServedPlane, batch: number) =>
  until(plane, `SELECT max(status = 'waiting_health') FROM rollout_batches WHERE batch_index = ${batch}`);
const isSo = (plane: ServedPlane, id: string, status: string) =>
  until(plane, `SELECT status = '${status}' FROM rollouts WHERE id = '${id}'`);

describe('a deployment', () => {
  test('D2: in stages of two takes six machines two by two, and completes', async () => {
    const plane = await aServer();
    const batch_sizes = ['2', '2', '2'];
    const { rollout_id: id, batches } = await aRollout(plane, names(6), { strategy: 'staged', batch_sizes });
    expect(batches.map(({ machine_ids }) => machine_ids.length)).toEqual([2, 2, 2]);
    for (const [index, { machine_ids }] of batches.entries()) {
      await isTold(plane, index);
      for (const machine of machine_ids) await isHealthy(plane, machine, NEW);
    }
    await isSo(plane, id, 'completed');
    expect((await detailOf(plane, id)).batches.map(({ status }) => status)).toEqual(Array(3).fill('succeeded'));
  });

  test('D3: all at once over three machines is one batch', async () => {
    const plane = await aServer();
    const { rollout_id: id, batches, total_machines } = await aRollout(plane, names(3));
    expect([batches.length, total_machines]).toEqual([1, 3]);
    await isTold(plane, 0);
    for (const machine of names(3)) await isHealthy(plane, machine, NEW);
    await isSo(plane, id, 'completed');
    expect((await detailOf(plane, id)).batches).toHaveLength(1);
  });

  test('F4: is not judged by a machine that is well on another path', async () => {
    const plane = await aServer();
    const { rollout_id: id } = await aRollout(plane, names(1));
    await isTold(plane, 0);
    await isHealthy(plane, 'web-0', '/nix/store/c-other');
    expect((await detailOf(plane, id)).batches[0]?.status).toBe('waiting_health');
    await isHealthy(plane, 'web-0', NEW);
    await isSo(plane, id, 'completed');
  });

  test('F5: pauses when four of ten fail where three may, and says so in an event', async () => {
    const plane = await aServer();
    const { rollout_id: id } = await aRollout(plane, names(10), { failure_threshold: '30%' });
    await isTold(plane, 0);
    for (const machine of names(10).slice(4)) await isHealthy(plane, machine, NEW);
    for (const machine of names(4)) await isSick(plane, machine, NEW);
    await isSo(plane, id, 'paused');
    const { events } = await detailOf(plane, id);
    const said = events.filter(({ event_type }) => event_type === 'status_change').map(({ detail }) => detail);
    expect(said).toContainEqual(expect.stringContaining('paused'));
    expect(events.find(({ event_type }) => event_type === 'batch_failed')?.detail).toMatch(
      /"batch_index":0,.*"unhealthy":4/,
    );
  });

  test('that was resumed does not fail by what was said before, and can complete', async () => {
    const plane = await aServer();
    const { rollout_id: id } = await aRollout(plane, names(2));
    await isTold(plane, 0);
    await isHealthy(plane, 'web-1', NEW);
    await isSick(plane, 'web-0', NEW);
    await isSo(plane, id, 'paused');
    await answered(plane, 'POST', `/api/v1/rollouts/${id}/resume`);
    await isTold(plane, 0);
    expect(await detailOf(plane, id)).toMatchObject({ status: 'running', batches: [{ status: 'waiting_health' }] });
    for (const machine of names(2)) await isHealthy(plane, machine, NEW);
    await isSo(plane, id, 'completed');
  });

  test('that is paused can be cancelled', async () => {
    const plane = await aServer();
    const { rollout_id: id } = await aRollout(plane, names(1));
    await isTold(plane, 0);
    await isSick(plane, 'web-0', NEW);
    await isSo(plane, id, 'paused');
    expect((await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`)).status).toBe(200);
    expect((await detailOf(plane, id)).status).toBe('cancelled');
  });

  test('of the release before is a rollout of its own, and the first one stays completed', async () => {
    const plane = await aServer();
    const { rollout_id: first } = await aRollout(plane, names(1));
    await isTold(plane, 0);
    await isHealthy(plane, 'web-0', NEW);
    await isSo(plane, first, 'completed');
    const release_id = await aRelease(plane, names(1), OLD);
    const json = { release_id, target: { hosts: names(1) }, strategy: 'all_at_once' };
    const { rollout_id: back } = await answered<{ rollout_id: string }>(plane, 'POST', '/api/v1/rollouts', json);
    await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches WHERE rollout_id = '${back}'`);
    await isHealthy(plane, 'web-0', OLD);
    await isSo(plane, back, 'completed');
    expect(await detailOf(plane, back)).toMatchObject({ release_id });
    expect((await detailOf(plane, first)).status).toBe('completed');
  });
});

describe('the targets of a deployment', () => {
  const chosen = (plane: ServedPlane, target: object, release_id: string) =>
    plane.ask('POST', '/api/v1/rollouts', { json: { release_id, target, strategy: 'all_at_once' } });

  test('M1, M2: are machines with the tag that their first report brought, until they are decommissioned', async () => {
    const plane = await aServer();
    await reports(plane, 'web-0', { tags: ['web'] });
    const release = await aRelease(plane, names(1));
    expect((await chosen(plane, { tags: ['unknown'] }, release)).status).toBe(400);
    const found = await chosen(plane, { tags: ['web'] }, release);
    expect(found.status).toBe(201);
    const { rollout_id: id } = (await found.json()) as { rollout_id: string };
    await answered(plane, 'POST', `/api/v1/rollouts/${id}/cancel`);
    await answered(plane, 'PATCH', '/api/v1/machines/web-0/lifecycle', { lifecycle: 'decommissioned' });
    expect((await chosen(plane, { tags: ['web'] }, release)).status).toBe(400);
  });

  test('M10: are the active ones of those that are named; with none of them there is no rollout', async () => {
    const plane = await aServer();
    for (const machine of names(2)) await reports(plane, machine, {});
    await answered(plane, 'PATCH', '/api/v1/machines/web-1/lifecycle', { lifecycle: 'maintenance' });
    const release = await aRelease(plane, names(2));
    expect((await chosen(plane, { hosts: ['web-1'] }, release)).status).toBe(400);
    const created = await chosen(plane, { hosts: names(2) }, release);
    expect([created.status, await created.json()]).toMatchObject([201, { total_machines: 1 }]);
  });
});

describe('the audit', () => {
  test('AU1: has what was done in a day, and no word that v0.1.1 does not use for it', async () => {
    const plane = await aServer();
    await answered(plane, 'POST', '/api/v1/machines/web-0/register', { lifecycle: 'pending' });
    await reports(plane, 'web-0', { tags: ['web'] });
    await answered(plane, 'PATCH', '/api/v1/machines/web-0/lifecycle', { lifecycle: 'maintenance' });
    await answered(plane, 'PATCH', '/api/v1/machines/web-0/lifecycle', { lifecycle: 'active' });
    const unused = await aRelease(plane, names(1));
    const { rollout_id: id } = await aRollout(plane, names(1));
    await answered(plane, 'POST', `/api/v1/rollouts/${id}/cancel`);
    await answered(plane, 'DELETE', `/api/v1/releases/${unused}`);
    const events = await answered<AuditEvent[]>(plane, 'GET', '/api/v1/audit?limit=500');
    const shown = events
      .filter(({ actor }) => actor !== 'executor')
      .map(({ actor, action, detail }) => [actor, action, detail]);
    const ops = 'apikey:test-admin';
    expect(shown.toReversed()).toEqual([
      [ops, 'register', 'pending'],
      ['machine:web-0', 'report', 'success'],
      [ops, 'update_lifecycle', 'active -> maintenance'],
      [ops, 'update_lifecycle', 'maintenance -> active'],
      [ops, 'create_release', '1 hosts'],
      ['machine:web-0', 'report', 'success'],
      [ops, 'create_release', '1 hosts'],
      [ops, 'rollout.created', 'strategy=all_at_once machines=1 batches=1'],
      [ops, 'rollout.cancelled', null],
      [ops, 'delete_release', null],
    ]);
    expect(events.map(({ action }) => action)).not.toContain('set_tags');
  });
});
