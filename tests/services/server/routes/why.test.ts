import { describe, expect, test } from 'vitest';
import type { CreatedRollout, RolloutDetail } from '../../../../machines/model/rollout.ts';
import type { Why } from '../../../../machines/model/why.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { until } from '../../../support/until.ts';

const HOSTS = ['web-01', 'web-02', 'web-03'];
const [OLD, NEW] = ['/nix/store/a-web-01', '/nix/store/b-web'];
const WELL = { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' };

interface Started {
  readonly plane: ServedPlane;
  readonly created: CreatedRollout;
  readonly id: string;
  /** The only machine of the first batch, and one of the others. */
  readonly canary: string;
  readonly other: string;
}

const report = (plane: ServedPlane, id: string, fields: Record<string, unknown> = {}) =>
  plane.ask('POST', `/api/v1/machines/${id}/report`, { role: null, json: aReport({ machine_id: id, ...fields }) });

/** A canary rollout over three machines that have reported; one is in maintenance, one is not in the release. */
async function aRollout(fields: Record<string, unknown> = {}): Promise<Started> {
  const plane = await aServer();
  for (const host of [...HOSTS, 'db-01', 'old-01']) await report(plane, host);
  await plane.ask('PATCH', '/api/v1/machines/old-01/lifecycle', { json: { lifecycle: 'maintenance' } });
  const entries = [...HOSTS, 'old-01'].map((hostname) => ({ hostname, store_path: NEW, platform: 'x86_64-linux' }));
  const release = await plane.ask('POST', '/api/v1/releases', { json: { cache_url: 'http://cache', entries } });
  const { id: release_id } = (await release.json()) as { id: string };
  const target = { hosts: ['db-01', ...HOSTS, 'old-01'] };
  const json = { release_id, target, strategy: 'canary', health_timeout: 60, ...fields };
  const created = (await (await plane.ask('POST', '/api/v1/rollouts', { json })).json()) as CreatedRollout;
  const [first, second] = created.batches.map(({ machine_ids }) => machine_ids[0] ?? '');
  await until(plane, `SELECT count(*) = 1 FROM rollout_batches WHERE status = 'waiting_health'`);
  return { plane, created, id: created.rollout_id, canary: first ?? '', other: second ?? '' };
}

async function why({ plane, id }: Started, machine: string): Promise<Why> {
  const response = await plane.ask('GET', `/api/v1/rollouts/${id}/why/${machine}`, { role: 'readonly' });
  expect(response.status).toBe(200);
  return (await response.json()) as Why;
}

describe('a rollout', () => {
  test('keeps who was left out and why, and what was asked', async () => {
    const { plane, id, created } = await aRollout();
    const detail = (await (await plane.ask('GET', `/api/v1/rollouts/${id}`)).json()) as RolloutDetail;
    const skipped = [
      { machine_id: 'db-01', reason: 'is not in the release' },
      { machine_id: 'old-01', reason: 'is in lifecycle state maintenance' },
    ];
    expect(created.skipped).toEqual(skipped);
    expect(detail).toMatchObject({
      skipped,
      target: { hosts: ['db-01', ...HOSTS, 'old-01'] },
      batch_sizes: ['1', '100%'],
      cache_url: 'http://cache',
    });
    expect(detail.machines?.map(({ attempt }) => attempt)).toEqual([1, 0, 0]);
  });

  test('is the same in a list as ever: what is new is not there', async () => {
    const { plane } = await aRollout();
    const [listed] = (await (await plane.ask('GET', '/api/v1/rollouts')).json()) as RolloutDetail[];
    expect(Object.keys(listed ?? {}).slice(0, 12)).toEqual([
      ...['id', 'status', 'strategy', 'release_id', 'on_failure', 'failure_threshold', 'health_timeout'],
      ...['batches', 'created_at', 'updated_at', 'created_by', 'events'],
    ]);
    expect(Object.keys(listed ?? {}).slice(12)).toEqual(['phase', 'reason']);
  });

  test('may have tags as its target', async () => {
    const plane = await aServer();
    await report(plane, 'web-01', { tags: ['web'] });
    const entries = [{ hostname: 'web-01', store_path: NEW, platform: 'x86_64-linux' }];
    const release = await plane.ask('POST', '/api/v1/releases', { json: { entries } });
    const { id: release_id } = (await release.json()) as { id: string };
    const json = { release_id, target: { tags: ['web'] }, strategy: 'all_at_once' };
    const { rollout_id } = (await (await plane.ask('POST', '/api/v1/rollouts', { json })).json()) as CreatedRollout;
    expect(await (await plane.ask('GET', `/api/v1/rollouts/${rollout_id}`)).json()).toMatchObject({
      ...{ target: { tags: ['web'] }, batch_sizes: ['100%'], cache_url: null, skipped: [] },
    });
  });
});

describe('why', () => {
  test('follows a machine from its order to its health, and those that come after it', async () => {
    const started = await aRollout();
    const { plane, canary, other } = started;
    expect(await why(started, canary)).toMatchObject({
      ...{ machine_id: canary, batch_index: 0, verdict: 'pending', code: 'no_report', whom: `machine:${canary}` },
      sentence: expect.stringMatching(/^told to run \/nix\/store\/b-web \d+ s ago, has not reported since$/),
    });
    expect(await why(started, other)).toMatchObject({
      ...{ batch_index: 1, code: 'earlier_batch', whom: 'batch:0' },
      sentence: 'batch 2 starts when 1 more of batch 1 is healthy',
    });
    await report(plane, canary, { message: 'applying' });
    expect((await why(started, canary)).sentence).toMatch(/^reported the old path \d s ago \("applying"\)$/);
    await report(plane, canary, { current_generation: NEW });
    expect((await why(started, canary)).code).toBe('waiting_health');
    await report(plane, canary, { current_generation: NEW, health: WELL });
    expect((await why(started, canary)).sentence).toMatch(/^healthy since \d{4}-/);
    await until(plane, `SELECT count(*) = 2 FROM rollout_machines WHERE started_at IS NOT NULL AND batch_index = 1`);
    expect(await why(started, other)).toMatchObject({ code: 'no_report' });
  });

  test('says what to do when the rollout is paused, and what a retry waits for', async () => {
    const started = await aRollout();
    const { plane, id, canary, other } = started;
    await report(plane, canary, { success: false, message: 'rolled back: nginx: inactive' });
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    const paused = `the rollout is paused: batch 1 failed: 1 of 1 machine unhealthy: ${canary}; resume it or cancel it`;
    expect(await why(started, canary)).toMatchObject({
      ...{ verdict: 'unhealthy', code: 'unhealthy', whom: 'operator' },
      sentence: `not healthy: rolled back: nginx: inactive; ${paused}`,
    });
    expect(await why(started, other)).toMatchObject({ code: 'paused', sentence: paused, whom: 'operator' });
    await plane.ask('POST', `/api/v1/rollouts/${id}/resume`);
    await until(plane, `SELECT attempt = 2 FROM rollout_machines WHERE machine_id = '${canary}'`);
    expect(await why(started, canary)).toMatchObject({ verdict: 'pending', code: 'no_report' });
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    expect((await why(started, canary)).sentence).toContain('keeps what it was told');
    expect((await why(started, other)).sentence).toContain('before its turn came');
  });

  test('follows a machine on its way back', async () => {
    const started = await aRollout({ on_failure: 'revert' });
    const { plane, canary, other } = started;
    await report(plane, canary, { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT verdict = 'reverting' FROM rollout_machines WHERE machine_id = '${canary}'`);
    expect((await why(started, canary)).sentence).toMatch(
      new RegExp(`^goes back to ${OLD}: told to run ${OLD} \\d+ s ago`),
    );
    expect(await why(started, other)).toMatchObject({ code: 'failed_before' });
    await report(plane, canary, { health: WELL });
    await until(plane, `SELECT phase IS 'reverted' FROM rollouts`);
    expect(await why(started, canary)).toMatchObject({ verdict: 'reverted', sentence: `is back on ${OLD}` });
  });

  test('sees what an agent says that it does, and that a machine is gone', async () => {
    const started = await aRollout();
    const { plane, canary } = started;
    plane.db.exec(`UPDATE machines SET agent_state = 'fetching', agent_state_since = ${Date.now()}`);
    expect(await why(started, canary)).toMatchObject({ code: 'fetching' });
    plane.db.exec(`PRAGMA foreign_keys = OFF; DELETE FROM machines WHERE machine_id = '${canary}'`);
    expect(await why(started, canary)).toMatchObject({ code: 'deleted' });
  });

  test('is told of every machine that was targeted, by id and page by page', async () => {
    const { plane, id } = await aRollout();
    const ask = (query: string) => plane.ask('GET', `/api/v1/rollouts/${id}/why${query}`, { role: 'readonly' });
    const whole = await ask('');
    const all = (await whole.json()) as Why[];
    expect(whole.headers.get('link')).toBeNull();
    expect(all.map(({ machine_id }) => machine_id)).toEqual(['db-01', 'old-01', ...HOSTS]);
    expect(all[0]).toMatchObject({ batch_index: null, verdict: 'skipped', sentence: 'skipped: is not in the release' });
    const first = await ask('?limit=2');
    expect(await first.json()).toEqual(all.slice(0, 2));
    expect(first.headers.get('link')).toBe(`</api/v1/rollouts/${id}/why?limit=2&after=old-01>; rel="next"`);
    const last = await ask('?limit=3&after=old-01');
    expect(((await last.json()) as Why[]).map(({ machine_id }) => machine_id)).toEqual(HOSTS);
    expect(last.headers.get('link')).toBeNull();
  });

  test('is a 404 that names what is not there', async () => {
    const { plane, id } = await aRollout();
    const refused = async (path: string) => {
      const response = await plane.ask('GET', `/api/v1/rollouts/${path}`);
      return [response.status, await response.text()];
    };
    expect(await refused(`${id}/why/db-99`)).toEqual([404, `rollout ${id} does not have db-99`]);
    expect(await refused('r-none/why/web-01')).toEqual([404, 'there is no rollout r-none']);
    expect(await refused('r-none/why')).toEqual([404, 'there is no rollout r-none']);
  });
});
