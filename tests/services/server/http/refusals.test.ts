import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../../machines/errors.ts';
import { addresses } from '../../../../services/api/contract/addresses.ts';
import { contract } from '../../../../services/api/contract/contract.ts';
import { KEYS, aReport, aServer } from '../../../support/a-server.ts';

const aHealthBlock = (status: string, said: object = { message: 'inactive' }) => ({
  results: [{ status, check_name: 'nginx', duration_ms: 1, ...said }],
  all_passed: true,
  timestamp: '2026-04-20T09:15:02Z',
});

/** Bodies that pass the schemas, so that only what is tested is wrong. */
const BODIES: Readonly<Record<string, unknown>> = {
  bootstrap: {},
  createKey: { name: 'ci', role: 'deploy' },
  registerMachine: {},
  report: aReport(),
  updateLifecycle: { lifecycle: 'active' },
  notifyDeploy: { store_path: '/nix/store/x' },
  pinTags: { tags: [] },
  createRelease: { entries: [] },
  createRollout: { release_id: 'rel-1', target: { tags: ['web'] }, strategy: 'canary' },
  sendEvidence: { document: '{}', signature: '', public_key: '' },
  pinEvidenceKey: { public_key: '' },
};

const ENDPOINTS = Object.entries(addresses).map(([name, address]) => {
  const [method = '', path = ''] = address.replace(':id', 'web-01').replace(':other_id', 'web-02').split(' ');
  return { name, method, path, access: contract[name as keyof typeof contract].access, json: BODIES[name] };
});

const GUARDED = ENDPOINTS.filter(({ access }) => typeof access !== 'string');
const TAKING_JSON = ENDPOINTS.filter(({ json }) => json !== undefined);

async function told(response: Response) {
  const { status, headers } = response;
  return {
    status,
    type: headers.get('content-type'),
    length: headers.get('content-length'),
    body: await response.text(),
  };
}

const EMPTY = { type: null, length: '0', body: '' };

describe('a route with an API key', () => {
  test.each(GUARDED)(
    '$method $path answers an unknown or missing key with an empty 401',
    async ({ method, path, json }) => {
      const plane = await aServer();
      for (const authorization of [
        undefined,
        'Bearer nobody',
        `bearer ${KEYS.admin}`,
        KEYS.admin,
        `Bearer  ${KEYS.admin}`,
      ]) {
        const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
        const response = await plane.ask(method, path, { role: null, json, headers });
        expect(response.headers.get('www-authenticate')).toBeNull();
        expect(await told(response)).toEqual({ status: 401, ...EMPTY });
      }
    },
  );

  test.each(GUARDED)(
    '$method $path takes the roles of the contract and no other',
    async ({ method, path, json, access }) => {
      const plane = await aServer();
      for (const role of ['readonly', 'deploy', 'admin'] as const) {
        const response = await plane.ask(method, path, { role, json });
        if (access.includes(role as never)) expect(response.status).not.toBe(403);
        else
          expect(await told(response)).toMatchObject({
            status: 403,
            type: 'text/plain; charset=utf-8',
            body: expect.stringContaining(role),
          });
      }
    },
  );

  test('knows a key that is inserted while the server runs, and forgets one that is deleted', async () => {
    const plane = await aServer();
    plane.db.exec(`DELETE FROM api_keys WHERE role = 'readonly'`);
    expect((await plane.ask('GET', '/api/v1/machines', { role: 'readonly' })).status).toBe(401);
    plane.db.exec(`INSERT INTO api_keys (key_hash, name, role)
      VALUES ('2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', 'by hand', 'readonly')`);
    const headers = { authorization: 'Bearer secret' };
    expect((await plane.ask('GET', '/api/v1/machines', { role: null, headers })).status).toBe(200);
  });
});

describe('a route that takes JSON', () => {
  test.each(TAKING_JSON)('$method $path refuses what is not JSON', async ({ method, path, json }) => {
    const plane = await aServer();
    const send = async (body: string | null, type?: string) => {
      const headers = { authorization: `Bearer ${KEYS.admin}`, ...(type && { 'content-type': type }) };
      const init = { method, headers, ...(body !== null && { body: Buffer.from(body) }) };
      return (await fetch(plane.url + path, init)).status;
    };
    expect(await send(null)).toBe(415);
    expect(await send(JSON.stringify(json))).toBe(415);
    expect(await send(JSON.stringify(json), 'text/plain')).toBe(415);
    expect(await send('', 'application/json')).toBe(400);
    expect(await send('{"a":', 'application/json')).toBe(400);
    expect(await send(`${JSON.stringify(json)}x`, 'application/json')).toBe(400);
    expect(await send('[]', 'application/json')).toBe(422);
    expect(await send('null', 'application/json')).toBe(422);
    expect(await send(JSON.stringify(json), 'application/cloudevents+json; charset=utf-8')).not.toBe(415);
  });

  test('says where a body stops to be JSON', async () => {
    const plane = await aServer();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${plane.url}/api/v1/keys/bootstrap`, {
      method: 'POST',
      headers,
      body: '{"name":nobody}',
    });
    expect(await told(response)).toMatchObject({
      status: 400,
      body: expect.stringContaining("the body is not JSON: Unexpected token 'o'"),
    });
  });

  test('refuses a body above its limit', async () => {
    const plane = await aServer();
    const json = aReport({ filler: 'x'.repeat(1024 * 1024) });
    const answer = await told(await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json }));
    expect(answer).toMatchObject({ status: 413, type: 'text/plain; charset=utf-8' });
  });

  test.each([
    [{ tags: null }, 422, '`tags` must be array'],
    [{ uptime_seconds: -1 }, 422, '`uptime_seconds` must be >= 0'],
    [{ uptime_seconds: 1.5 }, 422, '`uptime_seconds` must be integer'],
    [{ success: 'true' }, 422, '`success` must be boolean'],
    [{ timestamp: 'yesterday' }, 422, '`timestamp` must match format "date-time"'],
    [{ message: undefined }, 422, 'the body lacks the field `message`'],
    [{ health: aHealthBlock('fail', {}) }, 422, '`health.results.0` lacks the field `message`'],
    [{ health: aHealthBlock('odd') }, 422, '`health.results.0.status` must be one of "pass", "fail"'],
    [{ current_generation: 'x'.repeat(513) }, 400, '`current_generation` is too long'],
    [{ message: 'é'.repeat(2049) }, 400, '`message` is too long'],
    [{ tags: Array.from({ length: 257 }, String) }, 400, '`tags` has more than 256 elements'],
    [{ boot_id: 'x'.repeat(65) }, 400, '`boot_id` is too long'],
  ])('says of %j what is wrong', async (fields, status, body) => {
    const plane = await aServer();
    const response = await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport(fields) });
    expect(await told(response)).toMatchObject({ status, body, type: 'text/plain; charset=utf-8' });
  });

  test.each([
    [{ strategy: 'slow' }, '`strategy` must be one of "canary", "staged", "all_at_once"'],
    [{ target: { tags: [], hosts: [] } }, '`target` must NOT have additional properties'],
    [{ on_failure: null }, '`on_failure` must be one of "pause", "revert"'],
    [{ batch_sizes: [1] }, '`batch_sizes.0` must be string'],
  ])('says of a rollout with %j what is wrong', async (fields, body) => {
    const plane = await aServer();
    const json = { ...(BODIES['createRollout'] as object), ...fields };
    expect(await told(await plane.ask('POST', '/api/v1/rollouts', { json }))).toMatchObject({ status: 422, body });
  });

  test('ignores fields that it does not know', async () => {
    const plane = await aServer();
    const json = aReport({ policy: null, __proto__: { success: 1 } });
    expect((await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json })).status).toBe(200);
  });
});

describe('an id', () => {
  const WITH_ID = ENDPOINTS.filter(({ path }) => path.includes('web-01'));

  test.each(WITH_ID)('of $method $path has at most 128 bytes', async ({ method, path, json, name }) => {
    const plane = await aServer();
    const ask = (id: string) => plane.ask(method, path.replace('web-01', id), { json });
    expect((await told(await ask('x'.repeat(128)))).body).not.toContain('128');
    const answer = await told(await ask('x'.repeat(129)));
    expect(answer).toMatchObject(
      name === 'desiredGeneration' ? { status: 400, ...EMPTY } : { status: 400, body: expect.stringContaining('128') },
    );
    expect((await ask(encodeURIComponent('é'.repeat(65)))).status).toBe(400);
    expect((await ask('x'.repeat(4000))).status).toBe(400);
  });

  test('may contain an encoded slash and need not be ASCII', async () => {
    const plane = await aServer();
    const id = 'a/b é%';
    await plane.ask('POST', `/api/v1/machines/${encodeURIComponent(id)}/report`, { role: null, json: aReport() });
    const machines = (await (await plane.ask('GET', '/api/v1/machines')).json()) as { machine_id: string }[];
    expect(machines.map(({ machine_id }) => machine_id)).toEqual([id]);
  });
});

describe('a path', () => {
  test.each([
    '/',
    '/api/v1/nothing',
    '/api/v1/machines/',
    '/api/v1/machines//report',
    '/api/v1/releases/',
    '/api/v1/releases/rel-1/diff/',
    '/HEALTH',
  ])('%s that there is not gives an empty 404 to anybody', async (path) => {
    const plane = await aServer();
    expect(await told(await plane.ask('GET', path, { role: null }))).toEqual({ status: 404, ...EMPTY });
    const posted = await plane.ask('POST', path, { role: null, headers: { 'content-type': 'garbage' }, json: 'x' });
    expect(posted.status).toBe(404);
  });

  test.each([
    ['PUT', '/health', 'GET,HEAD'],
    ['GET', '/api/v1/keys/bootstrap', 'POST'],
    ['POST', '/api/v1/machines/web-01/desired-generation', 'GET,HEAD,DELETE'],
    ['DELETE', '/api/v1/releases', 'GET,HEAD,POST'],
    ['GET', '/api/v1/machines/web-01/lifecycle', 'PATCH'],
    ['PUT', '/api/v1/releases/rel-1', 'GET,HEAD,DELETE'],
    ['OPTIONS', '/api/v1/rollouts/r-1/cancel', 'POST'],
    ['POST', '/api/v1/live', 'GET'],
  ])('asked with %s %s says which methods it takes', async (method, path, allow) => {
    const plane = await aServer();
    const response = await plane.ask(method, path);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await told(response)).toEqual({ status: 405, ...EMPTY });
    if (method === 'GET') return;
    const withBody = await plane.ask(method, path, { headers: { 'content-type': 'garbage' }, json: 'x' });
    expect(await told(withBody)).toEqual({ status: 405, ...EMPTY });
  });
});

describe('an error', () => {
  test('is RFC 9457 for who asks for that', async () => {
    const plane = await aServer();
    const response = await plane.ask('GET', '/api/v1/releases/rel-1', {
      headers: { accept: 'application/problem+json' },
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'NOT_FOUND',
      detail: 'there is no release rel-1',
    });
  });

  test('that is a bug tells the client nothing and the log everything', async () => {
    const plane = await aServer({
      engine: (real) => ({ ...real, request: () => Promise.reject(new Error('secret')) }),
    });
    const answer = await told(await plane.ask('POST', '/api/v1/rollouts/r-1/cancel'));
    expect(answer).toMatchObject({ status: 500, body: expect.not.stringContaining('secret') });
    expect(plane.logged).toContain('error POST /api/v1/rollouts/r-1/cancel failed');
  });

  test('that will pass says when to come again', async () => {
    const full = new Unavailable('the disk is full');
    const plane = await aServer({ engine: (real) => ({ ...real, request: () => Promise.reject(full) }) });
    const response = await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport() });
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await told(response)).toMatchObject({ status: 503, body: 'the disk is full' });
  });
});

describe('a route without a body', () => {
  test('ignores whatever comes', async () => {
    const plane = await aServer();
    const post = async (type: string, body: string) => {
      const headers = { authorization: `Bearer ${KEYS.admin}`, 'content-type': type };
      return (await fetch(`${plane.url}/api/v1/rollouts/r-1/cancel`, { method: 'POST', headers, body })).status;
    };
    expect(await post('application/json', '{{{')).toBe(404);
    expect(await post('garbage', 'x')).toBe(404);
    expect(await post('text/plain', 'x'.repeat(3_000_000))).toBe(404);
    expect((await plane.ask('DELETE', '/api/v1/machines/web-01/desired-generation', { json: [] })).status).toBe(404);
  });

  test('answers GET with a body', async () => {
    const plane = await aServer();
    const status = await new Promise((resolve) => {
      const sent = request(
        `${plane.url}/health`,
        { headers: { 'content-length': 3, 'content-type': 'application/json' } },
        (response) => resolve(response.resume().statusCode),
      );
      sent.end('{{{');
    });
    expect(status).toBe(200);
  });
});
