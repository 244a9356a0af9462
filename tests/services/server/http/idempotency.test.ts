import { describe, expect, test } from 'vitest';
import { contract } from '../../../../services/api/contract/contract.ts';
import type { Endpoint } from '../../../../services/api/contract/endpoint.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';

const ENTRY = { hostname: 'web-01', store_path: '/nix/store/b-web-01', platform: 'x86_64-linux' };
const RELEASE = { flake_ref: '.', entries: [ENTRY] };

const post = (plane: ServedPlane, path: string, json: unknown, key?: string) =>
  plane.ask('POST', path, { json, ...(key !== undefined && { headers: { 'idempotency-key': key } }) });

const create = (plane: ServedPlane, key: string, json: unknown = RELEASE) => post(plane, '/api/v1/releases', json, key);

const count = (plane: ServedPlane, table: string) =>
  plane.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;

const replayed = (response: Response) => response.headers.get('idempotency-replayed');

describe('a request with an Idempotency-Key', () => {
  test('is run once; a repeat gets the same answer, and is told so', async () => {
    const plane = await aServer();
    const first = await create(plane, 'k-1');
    const again = await create(plane, 'k-1');
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect([replayed(first), replayed(again)]).toEqual([null, 'true']);
    expect([count(plane, 'releases'), count(plane, 'audit_entries')]).toEqual([1, 1]);
  });

  test('is run once when it comes many times at the same moment', async () => {
    const plane = await aServer();
    const responses = await Promise.all(Array.from({ length: 8 }, () => create(plane, 'k-1')));
    const bodies = await Promise.all(responses.map((response) => response.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(responses.filter((response) => replayed(response) === null)).toHaveLength(1);
    expect(count(plane, 'releases')).toBe(1);
  });

  test('is known again whatever the order of its fields', async () => {
    const plane = await aServer();
    await create(plane, 'k-1');
    const { hostname, ...rest } = ENTRY;
    const again = await create(plane, 'k-1', { entries: [{ ...rest, hostname }], flake_ref: '.' });
    expect([again.status, replayed(again)]).toEqual([201, 'true']);
  });

  test('is refused when its key came with another body, or on another route', async () => {
    const plane = await aServer();
    await create(plane, 'k-1');
    const other = await create(plane, 'k-1', { entries: [ENTRY] });
    const elsewhere = await post(plane, '/api/v1/machines/web-01/register', {}, 'k-1');
    expect([other.status, elsewhere.status]).toEqual([422, 422]);
    expect(await other.text()).toContain('use a new key');
    expect([count(plane, 'releases'), count(plane, 'machines')]).toEqual([1, 0]);
  });

  test('is another one when somebody else sends it', async () => {
    const plane = await aServer();
    await create(plane, 'k-1');
    const headers = { 'idempotency-key': 'k-1' };
    const other = await plane.ask('POST', '/api/v1/releases', { role: 'deploy', json: RELEASE, headers });
    expect([other.status, replayed(other), count(plane, 'releases')]).toEqual([201, null, 2]);
  });

  test('that was refused is run when it comes again', async () => {
    const plane = await aServer();
    const { id } = (await (await create(plane, 'k-1')).json()) as { id: string };
    const rollout = { release_id: id, target: { tags: ['web'] }, strategy: 'all_at_once' };
    const tooEarly = await post(plane, '/api/v1/rollouts', rollout, 'k-2');
    expect([tooEarly.status, count(plane, 'answers')]).toEqual([400, 1]);
    const json = aReport({ tags: ['web'] });
    await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json });
    expect((await post(plane, '/api/v1/rollouts', rollout, 'k-2')).status).toBe(201);
  });

  test.each(['', 'two words', 'ü', 'x'.repeat(256)])('is refused when its key is "%s"', async (key) => {
    const plane = await aServer();
    const response = await create(plane, key);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('1 to 255 visible ASCII')]);
    expect(count(plane, 'releases')).toBe(0);
  });

  test('is kept with who sent it and what it asked, not with what it said', async () => {
    const plane = await aServer();
    await create(plane, 'k-1');
    const row = plane.db.prepare('SELECT actor, idempotency_key, request FROM answers').get();
    expect(row).toEqual({ actor: 'apikey:test-admin', idempotency_key: 'k-1', request: 'createRelease' });
  });
});

describe('an Idempotency-Key', () => {
  /** Each route of the contract that takes one, after what it needs, and what it is sent. */
  const CALLS: Readonly<Record<string, unknown>> = {
    'POST /api/v1/machines/web-02/register': { tags: ['web'] },
    'POST /api/v1/machines/web-02/notify-deploy': { store_path: '/nix/store/c-web-02' },
    'POST /api/v1/releases': RELEASE,
    'POST /api/v1/rollouts': { target: { hosts: ['web-01'] }, strategy: 'all_at_once' },
    'POST /api/v1/rollouts/ID/pause': undefined,
    'POST /api/v1/rollouts/ID/resume': undefined,
    'POST /api/v1/rollouts/ID/cancel': undefined,
  };

  test('counts on every route that the contract says, and a cancelled rollout is cancelled once', async () => {
    const plane = await aServer();
    const { id } = (await (await post(plane, '/api/v1/releases', RELEASE)).json()) as { id: string };
    let rolloutId = '';
    for (const [call, body] of Object.entries(CALLS)) {
      const path = call.slice(5).replace('ID', rolloutId);
      const json = path === '/api/v1/rollouts' ? { ...(body as object), release_id: id } : body;
      const first = await post(plane, path, json, `key of ${call}`.replaceAll(' ', '-'));
      const again = await post(plane, path, json, `key of ${call}`.replaceAll(' ', '-'));
      expect([call, first.status, replayed(again)]).toEqual([call, again.status, 'true']);
      expect(first.status).toBeLessThan(300);
      const text = await first.text();
      expect(await again.text()).toBe(text);
      if (path === '/api/v1/rollouts') rolloutId = (JSON.parse(text) as { rollout_id: string }).rollout_id;
    }
    const paths = Object.keys(CALLS).map((call) => call.replace(/web-02|ID/, ':id'));
    const declared = Object.values<Endpoint>(contract).filter(({ once }) => once);
    expect(paths.toSorted()).toEqual(declared.map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  test('is refused where the answer is a secret, which is not kept', async () => {
    const plane = await aServer({ hasKeys: false });
    const headers = { 'idempotency-key': 'k-1' };
    const response = await plane.ask('POST', '/api/v1/keys/bootstrap', { role: null, json: {}, headers });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('without an Idempotency')]);
    expect(count(plane, 'api_keys')).toBe(0);
  });

  test('means nothing to agents and to what is the same when it is done again', async () => {
    const plane = await aServer();
    const headers = { 'idempotency-key': 'not a key' };
    const report = { role: null, json: aReport(), headers };
    expect((await plane.ask('POST', '/api/v1/machines/web-01/report', report)).status).toBe(200);
    expect((await plane.ask('GET', '/api/v1/machines', { headers })).status).toBe(200);
    expect(count(plane, 'answers')).toBe(0);
  });
});
