import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiKey, CreatedKey } from '../../../../machines/model/key.ts';
import { aFailingEngine } from '../../../support/a-failing-engine.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

const KEYS = '/api/v1/keys';
const DAY_MS = 86_400_000;

const create = (plane: ServedPlane, json: object) => plane.ask('POST', KEYS, { json });

const created = async (plane: ServedPlane, json: object): Promise<CreatedKey> => {
  const response = await create(plane, json);
  expect(response.status).toBe(201);
  return (await response.json()) as CreatedKey;
};

const listed = async (plane: ServedPlane): Promise<ApiKey[]> =>
  (await (await plane.ask('GET', KEYS)).json()) as ApiKey[];

/** What a key may see. */
const statusWith = async (plane: ServedPlane, key: string, path = '/api/v1/machines'): Promise<number> =>
  (await plane.ask('GET', path, { role: null, headers: { authorization: `Bearer ${key}` } })).status;

const idOf = async (plane: ServedPlane, name: string): Promise<number> =>
  (await listed(plane)).find((key) => key.name === name)?.id ?? -1;

/** The audit of keys: action, target, detail. */
const audited = (plane: ServedPlane): unknown[] =>
  plane.db
    .prepare(`SELECT actor, action, target, detail FROM audit_entries WHERE action LIKE '%_key' ORDER BY id`)
    .raw()
    .all();

describe('a key that is created', () => {
  test('is shown once, works at once as what it is, and only its hash is stored', async () => {
    const plane = await aServer();
    const { key, ...told } = await created(plane, { name: 'ci', role: 'deploy' });
    expect(key).toMatch(/^nfk-[0-9a-f]{64}$/);
    expect(told).toMatchObject({ name: 'ci', role: 'deploy', expires_at: null });
    expect(await statusWith(plane, key)).toBe(200);
    expect(await statusWith(plane, key, KEYS)).toBe(403);
    const row = plane.db.prepare('SELECT key_hash, created_by FROM api_keys WHERE id = ?').get(told.id);
    expect(row).toEqual({ key_hash: createHash('sha256').update(key).digest('hex'), created_by: 'apikey:test-admin' });
    expect(JSON.stringify([await listed(plane), audited(plane), plane.logged])).not.toContain(key);
  });

  test('is in the audit', async () => {
    const plane = await aServer();
    const { id } = await created(plane, { name: 'ci', role: 'readonly', expires_at: '2999-01-01T00:00:00+01:00' });
    expect(audited(plane)).toEqual([
      ['apikey:test-admin', 'create_key', 'ci', `id=${id} role=readonly expires=2998-12-31T23:00:00Z`],
    ]);
  });

  test.each([
    [{ name: '', role: 'admin' }, 400, '`name` is empty'],
    [{ name: 'é'.repeat(65), role: 'admin' }, 400, '`name` is too long'],
    [{ name: 'a\nb', role: 'admin' }, 400, 'control character'],
    [{ name: 'a', role: 'admin', expires_at: '2020-01-01T00:00:00Z' }, 400, 'is over'],
    [{ name: 'a', role: 'admin', expires_at: 'tomorrow' }, 422, 'expires_at'],
    [{ name: 'a', role: 'root' }, 422, '"readonly", "deploy", "admin"'],
    [{ name: 'a' }, 422, 'lacks the field `role`'],
  ])('cannot be %j', async (json, status, sentence) => {
    const plane = await aServer();
    const response = await create(plane, json);
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(sentence)]);
    expect(await listed(plane)).toHaveLength(3);
    expect(audited(plane)).toEqual([]);
  });

  test('may have a name that is taken, so that it can replace its holder', async () => {
    const plane = await aServer();
    await created(plane, { name: 'ci', role: 'deploy' });
    await created(plane, { name: 'x'.repeat(128), role: 'deploy' });
    await created(plane, { name: 'ci', role: 'deploy', expires_at: null });
    expect((await listed(plane)).filter(({ name }) => name === 'ci')).toHaveLength(2);
  });
});

describe('the list of keys', () => {
  test('tells what is known of each, of those made by hand, too', async () => {
    const plane = await aServer({ hasKeys: false });
    const hash = createHash('sha256').update('test-admin-key').digest('hex');
    plane.db.exec(`INSERT INTO api_keys (key_hash, name, role) VALUES ('${hash}', 'by hand', 'admin')`);
    plane.db.exec(`UPDATE api_keys SET created_at = '2026-04-20 09:15:02'`);
    await created(plane, { name: 'ci', role: 'deploy', expires_at: '2999-01-01T00:00:00.5Z' });
    const fields = ['id', 'name', 'role', 'created_at', 'created_by', 'expires_at', 'last_used_at'];
    const keys = await listed(plane);
    expect(keys.map((key) => Object.keys(key))).toEqual([fields, fields]);
    expect(keys).toMatchObject([
      { name: 'by hand', role: 'admin', created_at: '2026-04-20T09:15:02Z', created_by: null, expires_at: null },
      { name: 'ci', created_by: 'apikey:by hand', expires_at: '2999-01-01T00:00:00Z', last_used_at: null },
    ]);
    expect(keys[1]?.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('can be had page by page', async () => {
    const plane = await aServer();
    const names: string[] = [];
    for (let url: string | undefined = `${KEYS}?limit=2`; url !== undefined;) {
      const response: Response = await plane.ask('GET', url);
      names.push(...((await response.json()) as ApiKey[]).map(({ name }) => name));
      url = /<(.*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(names).toEqual(['test-admin', 'test-deploy', 'test-readonly']);
    expect((await plane.ask('GET', KEYS)).headers.get('link')).toBeNull();
    expect((await plane.ask('GET', `${KEYS}?after=x`)).status).toBe(400);
  });
});

describe('a key that is revoked', () => {
  test('opens nothing any more, and is in the audit', async () => {
    const plane = await aServer();
    const { id, key } = await created(plane, { name: 'ci', role: 'deploy' });
    expect(await statusWith(plane, key)).toBe(200);
    const response = await plane.ask('DELETE', `${KEYS}/${id}`);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(await statusWith(plane, key)).toBe(401);
    expect(audited(plane).at(-1)).toEqual(['apikey:test-admin', 'revoke_key', 'ci', `id=${id} role=deploy`]);
    expect((await plane.ask('DELETE', `${KEYS}/${id}`)).status).toBe(404);
  });

  test.each(['0', '99', '-1', '1.5', 'test-admin', '9'.repeat(100)])('is not %s, which there is not', async (id) => {
    const plane = await aServer();
    const response = await plane.ask('DELETE', `${KEYS}/${id}`);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining(`no API key ${id}`)]);
  });

  test('is never the last one that may make others', async () => {
    const plane = await aServer();
    const last = await idOf(plane, 'test-admin');
    await created(plane, { name: 'for a while', role: 'admin', expires_at: '2999-01-01T00:00:00Z' });
    const refused = await plane.ask('DELETE', `${KEYS}/${last}`);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('create another one')]);
    await created(plane, { name: 'for good', role: 'admin' });
    expect((await plane.ask('DELETE', `${KEYS}/${last}`)).status).toBe(204);
  });
});

describe('a key that expires', () => {
  test('is as good as unknown from that moment on', async () => {
    let now = Date.now();
    const plane = await aServer({ door: { now: () => now } });
    const expiry = new Date(now + DAY_MS).toISOString();
    const { key } = await created(plane, { name: 'guest', role: 'readonly', expires_at: expiry });
    now += DAY_MS - 1;
    expect(await statusWith(plane, key)).toBe(200);
    now += 1;
    const response = await plane.ask('GET', KEYS, { role: null, headers: { authorization: `Bearer ${key}` } });
    expect([response.status, await response.text()]).toEqual([401, '']);
  });
});

describe('the last use of a key', () => {
  /** A control plane with a clock of ours, whose engine tells what is noted, once it is. */
  async function aNotingPlane() {
    const clock = { now: Date.parse('2026-04-20T09:00:00Z') };
    const noted: Promise<unknown>[] = [];
    const plane = await aServer({
      door: { now: () => clock.now },
      engine: (real) => ({
        ...real,
        request(name, input) {
          const answer = real.request(name, input);
          if (name === 'noteKeyUse') noted.push(answer);
          return answer;
        },
      }),
    });
    return { plane, clock, noted };
  }

  test('is written at most once a minute, also if another process wrote it', async () => {
    const { plane, clock, noted } = await aNotingPlane();
    await Promise.all([plane.ask('GET', '/api/v1/machines'), plane.ask('GET', '/api/v1/machines')]);
    await Promise.all(noted);
    expect(noted).toHaveLength(1);
    expect((await listed(plane))[0]?.last_used_at).toBe('2026-04-20T09:00:00Z');
    clock.now += 59_999;
    await listed(plane);
    expect(noted).toHaveLength(1);
    clock.now += 1;
    await listed(plane);
    await Promise.all(noted);
    expect(noted).toHaveLength(2);
    expect((await listed(plane))[0]?.last_used_at).toBe('2026-04-20T09:01:00Z');
    plane.db.exec(`UPDATE api_keys SET last_used_at = ${clock.now + 30_000}`);
    clock.now += 60_000;
    await listed(plane);
    expect(noted).toHaveLength(2);
  });

  test('is noted for a key that may not do what it asks', async () => {
    const { plane, noted } = await aNotingPlane();
    await plane.ask('GET', KEYS, { role: 'readonly' });
    await Promise.all(noted);
    expect(noted).toHaveLength(1);
  });

  test('is waited for by nobody, and not asked for again while it is on its way', async () => {
    let asked = 0;
    const plane = await aServer({
      engine: (real) => ({
        ...real,
        request(name, input) {
          if (name !== 'noteKeyUse') return real.request(name, input);
          asked += 1;
          return new Promise(() => undefined);
        },
      }),
    });
    for (let time = 0; time < 3; time += 1) expect((await plane.ask('GET', '/api/v1/releases')).status).toBe(200);
    expect(asked).toBe(1);
  });

  test('that cannot be written disturbs nobody but the log', async () => {
    const { engine, refused } = aFailingEngine('noteKeyUse');
    const plane = await aServer({ engine });
    expect((await plane.ask('GET', '/api/v1/machines')).status).toBe(200);
    await refused;
    expect(plane.logged).toContain('warn it could not be written down when an API key was last used');
  });
});
