import { describe, expect, test } from 'vitest';
import { reported } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

const pin = (plane: ServedPlane, id: string, tags: unknown) =>
  plane.ask('PUT', `/api/v1/machines/${id}/tags`, { json: { tags } });

async function tagsOf(plane: ServedPlane, id: string): Promise<unknown> {
  const machine = (await (await plane.ask('GET', `/api/v1/machines/${id}`)).json()) as Record<string, unknown>;
  const { declared_tags, pinned_tags, tags } = machine;
  return { declared_tags, pinned_tags, tags };
}

async function listed(plane: ServedPlane, query: string): Promise<string[]> {
  const machines = (await (await plane.ask('GET', `/api/v1/machines?${query}`)).json()) as { machine_id: string }[];
  return machines.map(({ machine_id }) => machine_id);
}

describe('pinned tags', () => {
  test('stand beside the declared ones, each named once and in order', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { tags: ['web', 'prod'] });
    const response = await pin(plane, 'web-01', ['prod', 'gpu', 'gpu']);
    expect(response.status).toBe(200);
    const pinned = { declared_tags: ['prod', 'web'], pinned_tags: ['gpu', 'prod'], tags: ['gpu', 'prod', 'web'] };
    expect(await response.json()).toEqual({ machine_id: 'web-01', ...pinned });
    expect(await tagsOf(plane, 'web-01')).toEqual(pinned);
  });

  test('are replaced as a whole, and cleared by none', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { tags: ['web'] });
    await pin(plane, 'web-01', ['a', 'b']);
    await pin(plane, 'web-01', ['b', 'c']);
    expect(await tagsOf(plane, 'web-01')).toMatchObject({ pinned_tags: ['b', 'c'] });
    await pin(plane, 'web-01', []);
    expect(await tagsOf(plane, 'web-01')).toEqual({ declared_tags: ['web'], pinned_tags: [], tags: ['web'] });
  });

  test('are changed by no report and no registration', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { tags: ['web'] });
    await pin(plane, 'web-01', ['prod']);
    await reported(plane, 'web-01', { tags: ['prod', 'db'] });
    await reported(plane, 'web-01', { tags: ['db'] });
    const register = await plane.ask('POST', '/api/v1/machines/web-01/register', { json: { tags: ['edge'] } });
    expect(register.status).toBe(201);
    expect(await tagsOf(plane, 'web-01')).toEqual({
      declared_tags: ['edge'],
      pinned_tags: ['prod'],
      tags: ['edge', 'prod'],
    });
  });

  test('are found by the list, and together with declared ones', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { tags: ['web'] });
    await reported(plane, 'web-02', { tags: ['web', 'prod'] });
    await pin(plane, 'web-01', ['prod']);
    expect(await listed(plane, 'tag=prod&tag=web')).toEqual(['web-01', 'web-02']);
    await pin(plane, 'web-01', []);
    expect(await listed(plane, 'tag=prod&tag=web')).toEqual(['web-02']);
  });

  test('put a machine into a rollout that asks for them', async () => {
    const plane = await aServer();
    for (const id of ['web-01', 'web-02']) await reported(plane, id, { tags: ['web'] });
    await pin(plane, 'web-02', ['canary']);
    const entries = ['web-01', 'web-02'].map((hostname) => ({ hostname, store_path: '/nix/store/b', platform: 'x' }));
    const release = (await (await plane.ask('POST', '/api/v1/releases', { json: { entries } })).json()) as {
      id: string;
    };
    const json = { release_id: release.id, target: { tags: ['web', 'canary'] }, strategy: 'all_at_once' };
    const rollout = await plane.ask('POST', '/api/v1/rollouts', { json });
    expect(await rollout.json()).toMatchObject({ batches: [{ machine_ids: ['web-02'] }] });
  });

  test('are an entry of the audit', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    await pin(plane, 'web-01', ['b', 'a']);
    const entry = plane.db.prepare('SELECT actor, action, target, detail FROM audit_entries').get();
    expect(entry).toEqual({ actor: 'apikey:test-admin', action: 'pin_tags', target: 'web-01', detail: '["a","b"]' });
  });

  test.each([
    ['an empty one', [''], 400],
    ['one that is too long', ['x'.repeat(129)], 400],
    ['one of 65 letters of two bytes', ['é'.repeat(65)], 400],
    ['more than 256', Array.from({ length: 257 }, (_, index) => `t${index}`), 400],
    ['no list', 'prod', 422],
    ['nothing', undefined, 422],
  ])('refuse %s and change nothing', async (_, tags, status) => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    await pin(plane, 'web-01', ['prod']);
    expect((await pin(plane, 'web-01', tags)).status).toBe(status);
    expect(await tagsOf(plane, 'web-01')).toMatchObject({ pinned_tags: ['prod'] });
  });

  test('may be as many and as long as is said', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    const tags = Array.from({ length: 256 }, (_, index) => String(index).padStart(128, 'x'));
    expect((await pin(plane, 'web-01', tags)).status).toBe(200);
  });

  test('cannot be given to a machine that nobody knows', async () => {
    const plane = await aServer();
    const response = await pin(plane, 'web-09', ['prod']);
    expect([response.status, await response.text()]).toEqual([404, 'there is no machine web-09']);
    expect(await listed(plane, '')).toEqual([]);
  });
});
