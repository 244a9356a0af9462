import { describe, expect, test } from 'vitest';
import { aReport, aServer } from '../../../support/a-server.ts';

const ENTRY = { hostname: 'web-01', store_path: '/nix/store/b-web-01', platform: 'x86_64-linux' };

/** A rollout to one machine, which does not answer. */
async function aRunningRollout() {
  const plane = await aServer();
  await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport({ tags: ['web'] }) });
  const released = await plane.ask('POST', '/api/v1/releases', { json: { entries: [ENTRY] } });
  const { id: release_id } = (await released.json()) as { id: string };
  const json = { release_id, target: { tags: ['web'] }, strategy: 'all_at_once' };
  const created = await plane.ask('POST', '/api/v1/rollouts', { json });
  const { rollout_id: id } = (await created.json()) as { rollout_id: string };
  const post = (what: 'pause' | 'resume' | 'cancel', key?: string) =>
    plane.ask(
      'POST',
      `/api/v1/rollouts/${id}/${what}`,
      key === undefined ? {} : { headers: { 'idempotency-key': key } },
    );
  const rollout = async () =>
    (await (await plane.ask('GET', `/api/v1/rollouts/${id}`)).json()) as { status: string; reason: string | null };
  return { plane, id, post, rollout };
}

describe('POST /api/v1/rollouts/{id}/pause', () => {
  test('answers 200 when the rollout is paused, and that is read at once', async () => {
    const { post, rollout } = await aRunningRollout();
    expect((await post('pause')).status).toBe(200);
    expect(await rollout()).toMatchObject({ status: 'paused', reason: expect.stringMatching(/^paused by apikey:/) });
    expect((await post('resume')).status).toBe(200);
    expect(await rollout()).toMatchObject({ status: 'running', reason: null });
  });

  test('answers 409 with a sentence when it is paused already, or over', async () => {
    const { post } = await aRunningRollout();
    await post('pause');
    const again = await post('pause');
    expect([again.status, await again.text()]).toEqual([
      409,
      expect.stringMatching(/is paused already, since .*Z: paused by/),
    ]);
    await post('cancel');
    const over = await post('pause');
    expect([over.status, await over.text()]).toEqual([
      409,
      expect.stringContaining('only a running rollout can be paused'),
    ]);
  });

  test('answers a repeat as the first time, also when it was resumed since', async () => {
    const { post, rollout } = await aRunningRollout();
    await post('pause', 'k-1');
    await post('resume');
    const again = await post('pause', 'k-1');
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(await rollout()).toMatchObject({ status: 'running' });
  });

  test('answers 404 for one that nobody knows', async () => {
    const { plane } = await aRunningRollout();
    expect((await plane.ask('POST', '/api/v1/rollouts/r-0/pause', {})).status).toBe(404);
  });
});
