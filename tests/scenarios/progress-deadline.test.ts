import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2'];
const NEW = (host: string) => pathOf('r1', host);

/** A fleet with a rollout that has ten minutes, one machine after the other, the first of which was told. */
async function aRollout(order: Partial<CreateRollout> = {}) {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const plan = await fleet.rollout(release, {
    ...{ target: { tags: ['web'] }, strategy: 'canary', health_timeout: 3600, progress_deadline: 600 },
    ...order,
  });
  const [first = '', second = ''] = plan.batches.flatMap(({ machine_ids }) => machine_ids);
  await fleet.told(plan.rollout_id);
  return { fleet, id: plan.rollout_id, first, second };
}

describe('a rollout that has a progress deadline', () => {
  test('fails the batch at hand when it passes, and pauses', async () => {
    const { fleet, id, first, second } = await aRollout();
    expect(fleet.why(id, second)).toBe('batch 2 starts when 1 more of batch 1 is healthy; the rollout has 10 min left');
    fleet.clock.pass(600_000);
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.batches(id)).toEqual(['failed', 'pending']);
    expect(fleet.verdicts(id)[first]).toBe('pending');
    expect(fleet.steps(id).slice(-2)).toEqual([
      'batch_failed {"batch_index":0,"unhealthy":0,"threshold":0}',
      'status_change {"from":"running","to":"paused","reason":"progress deadline"}',
    ]);
    expect(fleet.why(id, second)).toBe(
      'the rollout is paused: batch 1 was not done in time: 0 of 1 machine healthy, 0 of 1 machine unhealthy; resume it or cancel it',
    );
  });

  test('that is resumed has all of the time again', async () => {
    const { fleet, id, first } = await aRollout();
    fleet.clock.pass(600_000);
    await fleet.until(() => fleet.status(id) === 'paused');
    fleet.clock.pass(10_000);
    await fleet.resume(id);
    await fleet.told(id);
    fleet.clock.pass(599_999);
    await fleet.health(first, NEW(first));
    await fleet.told(id, 1);
    fleet.clock.pass(1);
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.batches(id)).toEqual(['succeeded', 'failed']);
  });

  test('has no hurry while it is paused', async () => {
    const { fleet, id, first } = await aRollout();
    await fleet.rollBack(first);
    await fleet.until(() => fleet.status(id) === 'paused');
    fleet.clock.pass(3_600_000);
    await fleet.resume(id);
    await fleet.told(id);
    await fleet.health(first, NEW(first));
    await fleet.told(id, 1);
  });

  test('takes back what it did, if that is what follows a failure', async () => {
    const { fleet, id, first, second } = await aRollout({ on_failure: 'revert' });
    await fleet.health(first, NEW(first));
    await fleet.told(id, 1);
    fleet.clock.pass(600_000);
    await fleet.until(() => fleet.desired(second) === pathOf('r0', second));
    await fleet.health(second, pathOf('r0', second));
    await fleet.until(() => fleet.desired(first) === pathOf('r0', first));
    await fleet.health(first, pathOf('r0', first));
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect(fleet.steps(id)).toContain(
      'status_change {"from":"running","to":"failed","reason":"progress deadline + revert"}',
    );
  });

  test('is paused by a batch that has succeeded too late, and resumed with the next one', async () => {
    const { fleet, id, first, second } = await aRollout();
    // The report is on its way when the time is up.
    const said = fleet.health(first, NEW(first));
    fleet.clock.pass(600_000);
    await said;
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.batches(id)).toEqual(['succeeded', 'pending']);
    expect(fleet.why(id, second)).toBe(
      'the rollout is paused: it was to be complete within 600 s, and 1 of 2 batches had succeeded; resume it or cancel it',
    );
    await fleet.resume(id);
    await fleet.told(id, 1);
    await fleet.health(second, NEW(second));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('is complete when its last batch succeeds, however late that is noticed', async () => {
    const { fleet, id, first, second } = await aRollout();
    await fleet.health(first, NEW(first));
    await fleet.told(id, 1);
    fleet.clock.pass(599_999);
    await fleet.health(second, NEW(second));
    fleet.clock.pass(1000);
    await fleet.until(() => fleet.status(id) === 'completed');
    fleet.clock.pass(600_000);
    await fleet.quiet();
    expect(fleet.status(id)).toBe('completed');
  });

  test('keeps it over a restart', async () => {
    const { fleet, id } = await aRollout();
    fleet.clock.pass(599_000);
    await fleet.restart();
    expect(fleet.status(id)).toBe('running');
    fleet.clock.pass(1000);
    await fleet.until(() => fleet.status(id) === 'paused');
  });
});
