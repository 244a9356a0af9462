import { describe, expect, test } from 'vitest';
import { ACTOR, Fleet, pathOf } from './fleet.ts';

const WEB = ['web-01', 'web-02', 'web-03'];

/** A fleet of three web hosts on release r0, and a release r1 for them. */
async function aFleet(): Promise<{ fleet: Fleet; release: string }> {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  return { fleet, release: await fleet.release('r1', ...WEB) };
}

describe('a rollout', () => {
  test('all at once is complete when every machine is healthy on its path', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id, total_machines } = await fleet.rollout(release, { target: { tags: ['web'] } });
    expect(total_machines).toBe(3);
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    for (const host of WEB) {
      expect(fleet.desired(host)).toBe(pathOf('r1', host));
      await fleet.health(host, pathOf('r1', host));
    }
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.verdicts(id)).toEqual({ 'web-01': 'healthy', 'web-02': 'healthy', 'web-03': 'healthy' });
    expect(fleet.steps(id)).toEqual([
      'status_change {"from":"created","to":"running","strategy":"all_at_once"}',
      'batch_started {"batch_index":0,"machines":3}',
      'batch_waiting_health {"batch_index":0,"healthy":0,"unhealthy":0,"open":3}',
      'batch_completed {"batch_index":0,"healthy":3,"unhealthy":0}',
      'status_change {"from":"running","to":"completed"}',
    ]);
  });

  test('as a canary touches one machine until it is healthy', async () => {
    const { fleet, release } = await aFleet();
    const plan = await fleet.rollout(release, { target: { tags: ['web'] }, strategy: 'canary' });
    const canary = plan.batches[0]?.machine_ids[0] ?? '';
    await fleet.until(() => fleet.batches(plan.rollout_id)[0] === 'waiting_health');
    expect(WEB.filter((host) => fleet.desired(host) !== undefined)).toEqual([canary]);
    await fleet.health(canary, pathOf('r1', canary));
    await fleet.until(() => fleet.batches(plan.rollout_id)[1] === 'waiting_health');
    expect(WEB.filter((host) => fleet.desired(host) === undefined)).toEqual([]);
  });

  test('is changed when its status is, not when a batch is', async () => {
    const { fleet, release } = await aFleet();
    const plan = await fleet.rollout(release, {
      target: { tags: ['web'] },
      strategy: 'canary',
      progress_deadline: 600,
    });
    const id = plan.rollout_id;
    const updatedAt = () => fleet.rows<{ at: number }>('SELECT updated_at AS at FROM rollouts WHERE id = ?', id)[0]?.at;
    const before = updatedAt();
    await fleet.told(id);
    fleet.clock.pass(7000);
    const canary = plan.batches[0]?.machine_ids[0] ?? '';
    await fleet.health(canary, pathOf('r1', canary));
    await fleet.told(id, 1);
    expect(updatedAt()).toBe(before);
    await fleet.cancel(id);
    expect(updatedAt()).toBe(fleet.clock.now());
  });

  test('pauses when the canary rolls itself back, and resume tries it again', async () => {
    const { fleet, release } = await aFleet();
    const plan = await fleet.rollout(release, { target: { tags: ['web'] }, strategy: 'canary' });
    const id = plan.rollout_id;
    const canary = plan.batches[0]?.machine_ids[0] ?? '';
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    await fleet.report(canary, {
      current_generation: pathOf('r0', canary),
      success: false,
      message: 'rolled back: no',
    });
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.verdicts(id)[canary]).toBe('unhealthy');
    expect(fleet.events(id).some((event) => event.includes('"unhealthy":1'))).toBe(true);
    await fleet.engine.request('resumeRollout', { id, actor: ACTOR });
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    for (const host of WEB) {
      await fleet.until(() => fleet.desired(host) === pathOf('r1', host) || host !== canary);
    }
    await fleet.health(canary, pathOf('r1', canary));
    await fleet.until(() => fleet.batches(id)[0] === 'succeeded');
    expect(fleet.status(id)).toBe('running');
  });

  test('gives up on silent machines at the health time-out', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] }, health_timeout: 5 });
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    await fleet.health('web-01', pathOf('r1', 'web-01'));
    fleet.clock.pass(5000);
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.until(() => !Object.values(fleet.verdicts(id)).includes('pending'));
    expect(fleet.verdicts(id)).toEqual({ 'web-01': 'healthy', 'web-02': 'unhealthy', 'web-03': 'unhealthy' });
  });

  test('goes on after a restart, deadline and all', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] }, health_timeout: 5 });
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    await fleet.health('web-01', pathOf('r1', 'web-01'));
    await fleet.restart();
    fleet.clock.pass(5000);
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.verdicts(id)['web-01']).toBe('healthy');
  });

  test('does not take a machine that another active rollout has', async () => {
    const { fleet, release } = await aFleet();
    const both = await Promise.allSettled([
      fleet.rollout(release, { target: { hosts: ['web-01', 'web-02'] } }),
      fleet.rollout(release, { target: { hosts: ['web-02', 'web-03'] } }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('that is cancelled tells nobody anything more', async () => {
    const { fleet, release } = await aFleet();
    const plan = await fleet.rollout(release, { target: { tags: ['web'] }, strategy: 'canary' });
    const id = plan.rollout_id;
    const canary = plan.batches[0]?.machine_ids[0] ?? '';
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    await fleet.engine.request('cancelRollout', { id, actor: ACTOR });
    await fleet.health(canary, pathOf('r1', canary));
    expect(fleet.status(id)).toBe('cancelled');
    expect(WEB.filter((host) => fleet.desired(host) !== undefined)).toEqual([canary]);
    await fleet.rollout(release, { target: { tags: ['web'] } });
  });

  test('leaves out who is not active or not in the release, and says why', async () => {
    const { fleet, release } = await aFleet();
    await fleet.hosts('db-01');
    await fleet.engine.request('register', {
      machineId: 'web-03',
      lifecycle: 'maintenance',
      tags: [],
      actor: ACTOR,
    });
    const plan = await fleet.rollout(release, { target: { hosts: ['web-01', 'web-01', 'web-03', 'db-01'] } });
    expect(plan.total_machines).toBe(1);
    expect(plan.skipped).toEqual([
      { machine_id: 'web-03', reason: 'is in lifecycle state maintenance' },
      { machine_id: 'db-01', reason: 'is not in the release' },
    ]);
  });

  test.each([
    [{ failure_threshold: 'foo' }, 'failure_threshold'],
    [{ failure_threshold: '150%' }, 'more than 100%'],
    [{ strategy: 'staged' as const, batch_sizes: ['abc', '100%'] }, 'not a batch size'],
    [{ strategy: 'staged' as const, batch_sizes: ['1'] }, 'leave 2 of 3 machines over'],
    [{ health_timeout: 0 }, 'health_timeout'],
    [{ target: { tags: ['nobody'] } }, 'no machine can take part'],
  ])('with %j is refused before anything is stored', async (order, why) => {
    const { fleet, release } = await aFleet();
    await expect(fleet.rollout(release, { target: { tags: ['web'] }, ...order })).rejects.toThrow(why);
    expect(fleet.rows('SELECT id FROM rollouts')).toEqual([]);
  });
});
