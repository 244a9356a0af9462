import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../../services/actors/engine.ts';
import { until } from '../../../support/until.ts';
import { APlannedFleet, refusal } from './a-planned-fleet.ts';

const HOSTS = ['db-01', 'web-01', 'web-02', 'web-03', 'web-04', 'web-05'];

/** A fleet of six, and one machine that is not in the release. */
const aFleet = () => APlannedFleet.of(HOSTS, ['old-01']);

describe('the plan of a rollout', () => {
  test('has the batches that its seed makes at the creation, and makes none itself', async () => {
    const fleet = await aFleet();
    const order = fleet.order(HOSTS, { strategy: 'staged', batch_sizes: ['1', '50%', '100%'] });
    const before = fleet.everything();
    const plan = await fleet.planned(order);
    expect(fleet.everything()).toEqual(before);
    expect(plan).toMatchObject({ release_id: fleet.releaseId, strategy: 'staged', total_machines: 6 });
    expect(plan.batches.map(({ machine_ids, status }) => [machine_ids.length, status])).toEqual([
      [1, 'pending'],
      [3, 'pending'],
      [2, 'pending'],
    ]);
    const created = await fleet.created({ ...order, seed: plan.seed });
    expect(created.batches).toEqual(plan.batches);
    expect(await fleet.detail(created.rollout_id)).toMatchObject({ seed: plan.seed });
  });

  test('is another one with another seed, and the same with the same', async () => {
    const fleet = await aFleet();
    const ordersOf = (seed: number) => fleet.planned(fleet.order(HOSTS, { strategy: 'canary', seed }));
    const plans = await Promise.all([1, 1, 2, 3, 4].map(ordersOf));
    expect(plans[0]).toEqual(plans[1]);
    expect(new Set(plans.map(({ batches }) => JSON.stringify(batches))).size).toBeGreaterThan(1);
    expect(plans.map(({ seed }) => seed)).toEqual([1, 1, 2, 3, 4]);
  });

  test('draws a new seed where none is given', async () => {
    const fleet = await aFleet();
    const seeds = await Promise.all([1, 2, 3].map(async () => (await fleet.planned(fleet.order(HOSTS))).seed));
    expect(new Set(seeds).size).toBe(3);
  });

  test('says who is left out and why', async () => {
    const fleet = await aFleet();
    await fleet.plane.ask('PATCH', '/api/v1/machines/web-02/lifecycle', { json: { lifecycle: 'maintenance' } });
    const plan = await fleet.planned(fleet.order(['web-01', 'web-02', 'old-01', 'mail-*']));
    expect(plan.batches.map(({ machine_ids }) => machine_ids)).toEqual([['web-01']]);
    expect(plan.skipped).toEqual([
      { machine_id: 'web-02', reason: 'is in lifecycle state maintenance' },
      { machine_id: 'old-01', reason: 'is not in the release' },
      { machine_id: 'mail-*', reason: 'matches no machine' },
    ]);
  });

  test('names the machines that other rollouts hold, and is no failure for that', async () => {
    const fleet = await aFleet();
    const { rollout_id } = await fleet.created(fleet.order(['web-01', 'web-02']));
    const plan = await fleet.planned(fleet.order(HOSTS));
    expect(plan.conflicts).toEqual([
      { machine_id: 'web-01', rollout_id },
      { machine_id: 'web-02', rollout_id },
    ]);
    expect(plan.total_machines).toBe(6);
  });

  test.each([
    [{ failure_threshold: '100%' }, 'lets a batch succeed in which no machine is healthy'],
    [{ soak_seconds: 600 }, 'the soak time is longer than the health time-out'],
    [{ target: { hosts: ['web-01', 'old-01'] } }, '1 machine of the target left out'],
  ])('warns of what is allowed and may not be meant: %j', async (fields, warning) => {
    const fleet = await aFleet();
    const { warnings } = await fleet.planned(fleet.order(['web-01'], fields));
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  });

  test('warns of nothing where nothing is odd', async () => {
    const fleet = await aFleet();
    expect(await fleet.planned(fleet.order(['web-01']))).toMatchObject({ warnings: [], skipped: [], conflicts: [] });
  });

  test('is made for everybody who may look, and for nobody else', async () => {
    const fleet = await aFleet();
    const asked = async (role: 'admin' | 'deploy' | 'readonly' | null) =>
      (await fleet.plan(fleet.order(['web-01']), { role })).status;
    expect(await Promise.all((['admin', 'deploy', 'readonly', null] as const).map(asked))).toEqual([
      200, 200, 200, 401,
    ]);
  });

  test('is not kept for a repeat, and says so to who sends an Idempotency-Key', async () => {
    const fleet = await aFleet();
    const response = await fleet.plan(fleet.order(HOSTS), { headers: { 'idempotency-key': 'k-1' } });
    expect(await refusal(response)).toEqual([400, expect.stringContaining('send it without an Idempotency-Key')]);
  });

  test('is made when the one before is made: reports have their turn between them', async () => {
    const asked = { now: 0, most: 0 };
    const engine = (real: Engine): Engine => ({
      ...real,
      async request(name, input) {
        if (name !== 'planRollout') return real.request(name, input);
        asked.now += 1;
        asked.most = Math.max(asked.most, asked.now);
        // Others are asked for while this one is made.
        for (let turn = 0; turn < 50; turn += 1) await real.request('noteAgentStates', { states: [] });
        return real.request(name, input).finally(() => (asked.now -= 1));
      },
    });
    const fleet = await APlannedFleet.of(['web-01'], [], { engine });
    await Promise.all([1, 2, 3, 4].map((seed) => fleet.planned(fleet.order(['web-01'], { seed }))));
    expect(asked).toEqual({ now: 0, most: 1 });
  });

  test('is one of twenty thousand hosts as well', async () => {
    const fleet = await aFleet();
    const hosts = Array.from({ length: 20_000 }, (_, index) => `a-host-with-a-long-name-${index}`);
    const plan = await fleet.planned(fleet.order(['web-01', ...hosts.slice(1)]));
    expect([plan.total_machines, plan.skipped.length]).toEqual([1, 19_999]);
  });
});

describe('a pattern in a target', () => {
  test('means the registered machines that match it', async () => {
    const fleet = await aFleet();
    const { batches, skipped } = await fleet.created(fleet.order(['web-*', 'old-*']));
    expect(batches.flatMap(({ machine_ids }) => machine_ids).toSorted()).toEqual(HOSTS.slice(1));
    expect(skipped).toEqual([{ machine_id: 'old-01', reason: 'is not in the release' }]);
  });

  test('and a name for the same machine take it once', async () => {
    const fleet = await aFleet();
    const { total_machines, batches } = await fleet.planned(fleet.order(['web-01', 'web-0*', '*-01']));
    expect(total_machines).toBe(6);
    expect(batches.flatMap(({ machine_ids }) => machine_ids).toSorted()).toEqual(HOSTS);
  });

  test('is kept as it was asked', async () => {
    const fleet = await aFleet();
    const { rollout_id } = await fleet.created(fleet.order(['web-*']));
    expect(await fleet.detail(rollout_id)).toMatchObject({ target: { hosts: ['web-*'] } });
  });

  test('that matches nobody leaves nothing to do', async () => {
    const fleet = await aFleet();
    const expected = [400, expect.stringContaining('mail-*: matches no machine')];
    expect(await refusal(await fleet.plan(fleet.order(['mail-*'])))).toEqual(expected);
    expect(await refusal(await fleet.create(fleet.order(['mail-*'])))).toEqual(expected);
  });

  test('has only the star: other signs are letters', async () => {
    const fleet = await aFleet();
    const { skipped } = await fleet.planned(fleet.order(['web-01', 'web-0?', 'web-0[1-5]']));
    expect(skipped).toEqual([
      { machine_id: 'web-0?', reason: 'is not in the release' },
      { machine_id: 'web-0[1-5]', reason: 'is not in the release' },
    ]);
  });
});

describe('what a rollout may ask for', () => {
  test.each([
    ['a soak time', { soak_seconds: 86_401 }, 400, 'soak_seconds must be 0 to 86400 seconds, not 86401'],
    ['a progress deadline', { progress_deadline: 2_678_401 }, 400, 'progress_deadline must be 1 to 2678400 seconds'],
    ['no time at all', { progress_deadline: 0 }, 422, 'progress_deadline'],
    ['a soak time before now', { soak_seconds: -1 }, 422, 'soak_seconds'],
    ['half a second', { soak_seconds: 0.5 }, 422, 'soak_seconds'],
    ['a seed', { seed: 2 ** 32 }, 422, 'seed'],
    ['a seed below zero', { seed: -1 }, 422, 'seed'],
    [
      'a threshold of successes',
      { success_threshold: 'most' },
      400,
      'success_threshold is not a count or a percentage',
    ],
    ['more than all', { success_threshold: '101%' }, 400, 'success_threshold is more than 100%'],
    ['successes as a number', { success_threshold: 3 }, 422, 'success_threshold'],
    ['a threshold of failures', { failure_threshold: 'few' }, 400, 'failure_threshold is not a count or a percentage'],
    ['batches', { strategy: 'staged', batch_sizes: ['half', '100%'] }, 400, 'not a batch size: "half"'],
    ['a retry', { retry: 'yes' }, 422, 'retry'],
    ['to supersede', { supersede: 1 }, 422, 'supersede'],
    ['a release', { release_id: 'rel-none' }, 404, 'rel-none'],
    ['nobody', { target: { hosts: ['nobody'] } }, 400, 'no machine can take part'],
    ['no tags', { target: { tags: [] } }, 400, 'no machine can take part'],
  ])('is bounded: %s (%j)', async (_, fields, status, said) => {
    const fleet = await aFleet();
    const before = fleet.everything();
    const order = fleet.order(['web-01'], fields);
    const expected = [status, expect.stringContaining(said)];
    expect(await refusal(await fleet.plan(order))).toEqual(expected);
    expect(await refusal(await fleet.create(order))).toEqual(expected);
    expect(fleet.everything()).toEqual(before);
  });

  test.each([
    [{ soak_seconds: 0 }, { soak_seconds: 0 }],
    [{ soak_seconds: 86_400 }, { soak_seconds: 86_400 }],
    [{ progress_deadline: 1 }, { progress_deadline: 1 }],
    [{ progress_deadline: 2_678_400 }, { progress_deadline: 2_678_400 }],
    [{ success_threshold: '100%' }, { success_threshold: '100%' }],
    [{ success_threshold: '12.5%' }, { success_threshold: '12.5%' }],
    [{ seed: 0 }, { seed: 0 }],
    [{ seed: 4_294_967_295 }, { seed: 4_294_967_295 }],
    [
      {
        soak_seconds: null,
        success_threshold: null,
        progress_deadline: null,
        seed: null,
        retry: null,
        supersede: null,
      },
      { soak_seconds: 0, success_threshold: null, progress_deadline: null },
    ],
    [{}, { soak_seconds: 0, success_threshold: null, progress_deadline: null }],
  ])('goes as far as %j, and is served', async (fields, served) => {
    const fleet = await aFleet();
    const { rollout_id } = await fleet.created(fleet.order(['web-01'], fields));
    expect(await fleet.detail(rollout_id)).toMatchObject(served);
  });

  test('is not in lists, which are as they were', async () => {
    const fleet = await aFleet();
    await fleet.created(fleet.order(['web-01'], { soak_seconds: 5, seed: 7 }));
    await until(fleet.plane, `SELECT status = 'running' FROM rollouts`);
    const response = await fleet.plane.ask('GET', '/api/v1/rollouts');
    const [listed] = (await response.json()) as Record<string, unknown>[];
    expect(Object.keys(listed ?? {})).not.toContain('soak_seconds');
    expect(Object.keys(listed ?? {})).not.toContain('seed');
  });
});
