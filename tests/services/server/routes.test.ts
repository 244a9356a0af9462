import { describe, expect, test } from 'vitest';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { aReport, aServer, type ServedPlane } from '../../support/a-server.ts';
import { until } from '../../support/until.ts';

const report = (plane: ServedPlane, id: string, fields: Record<string, unknown> = {}) =>
  plane.ask('POST', `/api/v1/machines/${id}/report`, { role: null, json: aReport(fields) });

const ENTRIES = ['web-02', 'web-01'].map((hostname) => ({
  hostname,
  store_path: `/nix/store/b-${hostname}`,
  platform: 'x86_64-linux',
}));

/** A release of two hosts, both of which have reported. */
async function aFleet(plane: ServedPlane): Promise<string> {
  await report(plane, 'web-01', { tags: ['web', 'prod'] });
  await report(plane, 'web-02', { tags: ['web'] });
  const response = await plane.ask('POST', '/api/v1/releases', {
    role: 'deploy',
    json: { flake_ref: '.', cache_url: 'http://cache:5000', entries: ENTRIES },
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

/** A canary rollout of a release, whose first batch is told. */
async function aRollout(plane: ServedPlane, release_id: string): Promise<string> {
  const json = { release_id, target: { tags: ['web'] }, strategy: 'canary' };
  const response = await plane.ask('POST', '/api/v1/rollouts', { role: 'deploy', json });
  expect(response.status).toBe(201);
  await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches WHERE batch_index = 0`);
  return ((await response.json()) as { rollout_id: string }).rollout_id;
}

describe('the service', () => {
  test('says that it lives and is ready, as text, to anybody', async () => {
    const plane = await aServer();
    for (const path of ['/health', '/ready']) {
      const response = await plane.ask('GET', path, { role: null });
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect([response.status, await response.text()]).toEqual([200, 'ok']);
    }
  });

  test('is not ready before its actors are', async () => {
    const plane = await aServer({ engine: (real) => ({ ...real, isReady: () => false }) });
    expect((await plane.ask('GET', '/ready')).status).toBe(503);
    expect((await plane.ask('GET', '/health')).status).toBe(200);
  });

  test('makes the first admin key for anybody, once, and knows it at once', async () => {
    const plane = await aServer({ hasKeys: false });
    const response = await plane.ask('POST', '/api/v1/keys/bootstrap', { role: null, json: {} });
    expect(response.status).toBe(200);
    const { key, name, role } = (await response.json()) as Record<string, string>;
    expect({ name, role }).toEqual({ name: 'admin', role: 'admin' });
    expect(key).toMatch(/^nfk-[0-9a-f]{64}$/);
    const headers = { authorization: `Bearer ${key}` };
    expect((await plane.ask('GET', '/api/v1/machines', { role: null, headers })).status).toBe(200);
    expect((await plane.ask('POST', '/api/v1/keys/bootstrap', { role: null, json: {} })).status).toBe(409);
  });

  test.each(['/health', '/api/v1/machines', '/api/v1/releases/rel-1'])(
    'answers HEAD %s as GET, without the body',
    async (path) => {
      const plane = await aServer();
      const [got, head] = await Promise.all([plane.ask('GET', path), plane.ask('HEAD', path)]);
      expect(head.status).toBe(got.status);
      expect(await head.text()).toBe('');
      for (const name of ['content-type', 'content-length']) expect(head.headers.get(name)).toBe(got.headers.get(name));
    },
  );
});

describe('machines', () => {
  test('come into being by their first report, which is answered by an empty 200', async () => {
    const plane = await aServer();
    const response = await report(plane, 'web-01', {
      tags: ['web', 'prod'],
      agent_version: '0.1.0',
      uptime_seconds: 7,
    });
    expect([response.status, response.headers.get('content-length'), response.headers.get('content-type')]).toEqual([
      200,
      '0',
      null,
    ]);
    const list = await plane.ask('GET', '/api/v1/machines', { role: 'readonly' });
    expect(list.headers.get('content-type')).toBe('application/json');
    expect(await list.json()).toEqual([
      {
        machine_id: 'web-01',
        current_generation: '/nix/store/a-web-01',
        desired_generation: null,
        agent_version: '0.1.0',
        system_state: 'ok',
        uptime_seconds: 7,
        last_report: '2026-04-20T09:15:02.123456789Z',
        lifecycle: 'active',
        tags: ['prod', 'web'],
        seconds_since_last_report: expect.any(Number),
      },
    ]);
  });

  test('are listed by id, and by tags that all must match', async () => {
    const plane = await aServer();
    await aFleet(plane);
    const listed = async (query: string) => {
      const machines = (await (await plane.ask('GET', `/api/v1/machines${query}`)).json()) as { machine_id: string }[];
      return machines.map(({ machine_id }) => machine_id);
    };
    expect(await listed('')).toEqual(['web-01', 'web-02']);
    expect(await listed('?tag=web')).toEqual(['web-01', 'web-02']);
    expect(await listed('?tag=web&tag=prod&unknown=1')).toEqual(['web-01']);
    expect(await listed('?tag=db')).toEqual([]);
  });

  test('are registered with the lifecycle and tags given', async () => {
    const plane = await aServer();
    const response = await plane.ask('POST', '/api/v1/machines/db-01/register', {
      json: { lifecycle: 'pending', tags: ['db'] },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ machine_id: 'db-01', lifecycle: 'pending' });
    const again = await plane.ask('POST', '/api/v1/machines/db-02/register', { json: {} });
    expect(await again.json()).toEqual({ machine_id: 'db-02', lifecycle: 'active' });
    const bad = await plane.ask('POST', '/api/v1/machines/db-03/register', { json: { lifecycle: 'Active' } });
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('Active')]);
  });

  test('ask what they should run, and get an empty 404 while that is nothing', async () => {
    const plane = await aServer();
    const desired = () => plane.ask('GET', '/api/v1/machines/web-01/desired-generation', { role: null });
    await report(plane, 'web-01');
    const nothing = await desired();
    expect([nothing.status, nothing.headers.get('content-length'), await nothing.text()]).toEqual([404, '0', '']);
    const notified = await plane.ask('POST', '/api/v1/machines/web-01/notify-deploy', {
      role: 'deploy',
      json: { store_path: '/nix/store/c' },
    });
    expect([notified.status, await notified.text()]).toEqual([200, '']);
    expect(await (await desired()).json()).toEqual({
      hash: '/nix/store/c',
      cache_url: null,
      poll_hint: null,
      assignment: null,
    });
    const cleared = await plane.ask('DELETE', '/api/v1/machines/web-01/desired-generation');
    expect(cleared.status).toBe(204);
    expect((await desired()).status).toBe(404);
  });

  test('in an active rollout are told the path, the cache, the assignment, and to ask soon', async () => {
    const plane = await aServer();
    const rollout = await aRollout(plane, await aFleet(plane));
    const detail = (await (await plane.ask('GET', `/api/v1/rollouts/${rollout}`)).json()) as RolloutDetail;
    const canary = detail.batches[0]?.machine_ids[0];
    const response = await plane.ask('GET', `/api/v1/machines/${canary}/desired-generation`, { role: null });
    expect(await response.json()).toEqual({
      hash: `/nix/store/b-${canary}`,
      cache_url: 'http://cache:5000',
      poll_hint: 5,
      assignment: `${rollout}:0:1`,
    });
  });
});

describe('releases', () => {
  test('are served with their entries by host name, each field there', async () => {
    const plane = await aServer();
    const id = await aFleet(plane);
    const release = {
      id,
      flake_ref: '.',
      flake_rev: null,
      cache_url: 'http://cache:5000',
      host_count: 2,
      entries: ENTRIES.toReversed().map((entry) => ({ ...entry, tags: [] })),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      created_by: 'apikey:test-deploy',
    };
    expect(await (await plane.ask('GET', `/api/v1/releases/${id}`)).json()).toEqual(release);
    expect(await (await plane.ask('GET', '/api/v1/releases?limit=nonsense')).json()).toEqual([release]);
  });

  test('are listed newest first, as many as asked for, or only those with a host', async () => {
    const plane = await aServer();
    const first = await aFleet(plane);
    const json = { entries: [{ hostname: 'db-01', store_path: '/nix/store/d', platform: 'x86_64-linux' }] };
    const { id: second } = (await (await plane.ask('POST', '/api/v1/releases', { json })).json()) as { id: string };
    const listed = async (query: string) =>
      ((await (await plane.ask('GET', `/api/v1/releases?${query}`)).json()) as { id: string }[]).map(({ id }) => id);
    expect(await listed('')).toEqual([second, first]);
    expect(await listed('limit=1')).toEqual([second]);
    expect(await listed('limit=0')).toEqual([second]);
    expect(await listed('host=web-01')).toEqual([first]);
  });

  test.each([
    ['no entries', [], 'at least one entry'],
    ['a host twice', [ENTRIES[1], ENTRIES[0], ENTRIES[0]], 'web-02'],
  ])('with %s are refused, and it is said which', async (_, entries, said) => {
    const plane = await aServer();
    const response = await plane.ask('POST', '/api/v1/releases', { json: { entries } });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(said)]);
    expect(await (await plane.ask('GET', '/api/v1/releases')).json()).toEqual([]);
  });

  test('of many thousand hosts fit', async () => {
    const plane = await aServer();
    const entries = Array.from({ length: 15_000 }, (_, n) => ({ ...ENTRIES[0], hostname: `host-${n}` }));
    const response = await plane.ask('POST', '/api/v1/releases', { json: { entries } });
    expect(await response.json()).toMatchObject({ host_count: 15_000 });
  });
});

describe('rollouts', () => {
  test('are answered by their plan', async () => {
    const plane = await aServer();
    const json = {
      release_id: await aFleet(plane),
      target: { hosts: ['web-01'] },
      strategy: 'all_at_once',
      policy: null,
    };
    const response = await plane.ask('POST', '/api/v1/rollouts', { role: 'deploy', json });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      rollout_id: expect.stringMatching(/^r-/),
      batches: [{ batch_index: 0, machine_ids: ['web-01'], status: 'pending' }],
      total_machines: 1,
    });
  });

  test('are served with batches, machines and events', async () => {
    const plane = await aServer();
    const id = await aRollout(plane, await aFleet(plane));
    const detail = (await (await plane.ask('GET', `/api/v1/rollouts/${id}`)).json()) as RolloutDetail;
    expect(detail).toMatchObject({
      id,
      status: 'running',
      strategy: 'canary',
      on_failure: 'pause',
      failure_threshold: '0',
      health_timeout: 300,
      created_by: 'apikey:test-deploy',
      phase: null,
    });
    expect(detail.batches.map(({ machine_ids }) => machine_ids.length)).toEqual([1, 1]);
    expect(detail.machines?.map(({ machine_id }) => machine_id).toSorted()).toEqual(['web-01', 'web-02']);
    expect(detail.events[0]).toMatchObject({
      rollout_id: id,
      event_type: 'status_change',
      actor: 'apikey:test-deploy',
    });
    expect(detail.last_seq).toBe(detail.events.at(-1)?.id);
  });

  test('are listed newest first without events, or only those with a status', async () => {
    const plane = await aServer();
    const id = await aRollout(plane, await aFleet(plane));
    const listed = async (query: string) =>
      (await (await plane.ask('GET', `/api/v1/rollouts${query}`)).json()) as RolloutDetail[];
    expect(await listed('')).toMatchObject([{ id, events: [] }]);
    expect(await listed('?status=running')).toMatchObject([{ id }]);
    expect(await listed('?status=paused')).toEqual([]);
    expect(await listed('?status=nonsense')).toEqual([]);
    expect((await plane.ask('GET', '/api/v1/rollouts?status=a&status=b')).status).toBe(400);
  });

  test('are cancelled once, and resumed only when paused', async () => {
    const plane = await aServer();
    const id = await aRollout(plane, await aFleet(plane));
    const command = async (verb: string) => {
      const response = await plane.ask('POST', `/api/v1/rollouts/${id}/${verb}`, { role: 'deploy' });
      return response.status;
    };
    expect(await command('resume')).toBe(409);
    expect(await command('cancel')).toBe(200);
    expect(await command('cancel')).toBe(409);
    expect((await plane.ask('POST', '/api/v1/rollouts/r-none/resume')).status).toBe(404);
  });

  test('that are unknown, or of an unknown release, are named in the answer', async () => {
    const plane = await aServer();
    await report(plane, 'web-01', { tags: ['web'] });
    const unknown = await plane.ask('GET', '/api/v1/rollouts/r-none');
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('r-none')]);
    // The release is looked at first: whom it does not reach says nothing of one that is not there.
    for (const tags of [['web'], ['none'], []]) {
      const json = { release_id: 'rel-none', target: { tags }, strategy: 'canary' };
      const created = await plane.ask('POST', '/api/v1/rollouts', { json });
      expect([created.status, await created.text()]).toEqual([404, expect.stringContaining('rel-none')]);
    }
  });
});
