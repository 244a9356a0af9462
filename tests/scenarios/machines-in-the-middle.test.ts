import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2', 'web-3'];
const [OLD, NEW] = [(host: string) => pathOf('r0', host), (host: string) => pathOf('r1', host)];

/** A fleet of three with a rollout whose first batch, all of them unless said otherwise, was told. */
async function aRollout(order: Partial<CreateRollout> = {}) {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  fleet.clock.pass(1000);
  const release = await fleet.release('r1', ...WEB);
  const plan = await fleet.rollout(release, { target: { tags: ['web'] }, health_timeout: 60, ...order });
  await fleet.told(plan.rollout_id);
  const [first = '', second = '', third = ''] = plan.batches.flatMap(({ machine_ids }) => machine_ids);
  return { fleet, release, id: plan.rollout_id, first, second, third };
}

const goesAway: readonly [string, string, (fleet: Fleet, host: string) => Promise<void>][] = [
  ['goes to maintenance', 'it went to maintenance', (fleet, host) => fleet.move(host, 'maintenance')],
  ['is decommissioned', 'it was decommissioned', (fleet, host) => fleet.move(host, 'decommissioned')],
  ['is deleted', 'it was deleted', (fleet, host) => fleet.delete(host)],
];

describe.each(goesAway)('a machine that %s', (_, reason, goAway) => {
  test('while it is waited for is waited for no more, and keeps no batch', async () => {
    const { fleet, id } = await aRollout();
    await goAway(fleet, 'web-2');
    expect(fleet.verdicts(id)['web-2']).toBe('skipped');
    expect(fleet.why(id, 'web-2')).toBe(`skipped: ${reason}`);
    for (const host of ['web-1', 'web-3']) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.steps(id)).toContain('batch_completed {"batch_index":0,"healthy":2,"unhealthy":0}');
  });

  test('while it soaks is waited for no more', async () => {
    const { fleet, id } = await aRollout({ soak_seconds: 30 });
    for (const host of WEB) await fleet.health(host, NEW(host));
    await goAway(fleet, 'web-2');
    fleet.clock.pass(30_000);
    for (const host of ['web-1', 'web-3']) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.verdicts(id)['web-2']).toBe('skipped');
  });

  test('before its batch starts is skipped, and told nothing', async () => {
    const { fleet, id, first, second, third } = await aRollout({ strategy: 'canary' });
    await goAway(fleet, second);
    await fleet.health(first, NEW(first));
    await fleet.told(id, 1);
    await fleet.health(third, NEW(third));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.desired(second)).toBeUndefined();
    expect(fleet.verdicts(id)[second]).toBe('skipped');
    expect(fleet.why(id, second)).toMatch(/^skipped: it (is no longer active|was deleted)$/);
  });

  test('as the last of its batch ends it', async () => {
    const { fleet, id } = await aRollout({ target: { hosts: ['web-1'] } });
    await goAway(fleet, 'web-1');
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('while the rollout is paused is left out when that is resumed', async () => {
    const { fleet, id } = await aRollout();
    await fleet.rollBack('web-1');
    await fleet.until(() => fleet.status(id) === 'paused');
    await goAway(fleet, 'web-2');
    await fleet.resume(id);
    await fleet.told(id);
    for (const host of ['web-1', 'web-3']) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'healthy', 'web-2': 'skipped', 'web-3': 'healthy' });
  });

  test('after the rollout was cancelled is nothing to it', async () => {
    const { fleet, id } = await aRollout();
    await fleet.cancel(id);
    await goAway(fleet, 'web-2');
    await fleet.quiet();
    expect(fleet.status(id)).toBe('cancelled');
    expect(fleet.verdicts(id)['web-2']).toBe('pending');
  });
});

describe('a machine that went to maintenance in the middle of a rollout', () => {
  test('keeps what it was told, and is taken back with the others', async () => {
    const { fleet, id } = await aRollout({ on_failure: 'revert' });
    await fleet.move('web-2', 'maintenance');
    expect(fleet.desired('web-2')).toBe(NEW('web-2'));
    await fleet.rollBack('web-1');
    await fleet.until(() => WEB.every((host) => fleet.desired(host) === OLD(host)));
    for (const host of ['web-1', 'web-3']) await fleet.health(host, OLD(host));
    expect(fleet.status(id)).toBe('failed/reverting');
    await fleet.health('web-2', OLD('web-2'));
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect(fleet.verdicts(id)['web-2']).toBe('reverted');
  });

  test('while it goes back is waited for all the same', async () => {
    const { fleet, id } = await aRollout({ on_failure: 'revert' });
    await fleet.rollBack('web-1');
    await fleet.until(() => WEB.every((host) => fleet.desired(host) === OLD(host)));
    await fleet.move('web-2', 'maintenance');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, OLD(host));
    expect(fleet.status(id)).toBe('failed/reverting');
    await fleet.health('web-2', OLD('web-2'));
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
  });

  test('and came back takes part when the batch is tried again', async () => {
    const { fleet, id } = await aRollout();
    await fleet.move('web-2', 'maintenance');
    await fleet.rollBack('web-1');
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.move('web-2', 'active');
    await fleet.resume(id);
    await fleet.told(id);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.verdicts(id)['web-2']).toBe('healthy');
  });
});

describe('a machine that was deleted in the middle of a rollout', () => {
  test('is not waited for while the rest goes back', async () => {
    const { fleet, id } = await aRollout({ on_failure: 'revert' });
    await fleet.delete('web-2');
    await fleet.rollBack('web-1');
    for (const host of ['web-1', 'web-3']) {
      await fleet.until(() => fleet.desired(host) === OLD(host));
      await fleet.health(host, OLD(host));
    }
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect(fleet.verdicts(id)['web-2']).toBe('skipped');
  });

  test('while it goes back keeps nobody waiting', async () => {
    const { fleet, id } = await aRollout({ on_failure: 'revert' });
    await fleet.rollBack('web-1');
    await fleet.until(() => WEB.every((host) => fleet.desired(host) === OLD(host)));
    await fleet.delete('web-2');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, OLD(host));
    await fleet.until(() => fleet.status(id).startsWith('failed/revert') && fleet.status(id) !== 'failed/reverting');
    expect(fleet.verdicts(id)['web-2']).toBe('skipped');
  });

  test('and came anew is a stranger to the rollout', async () => {
    const { fleet, id } = await aRollout();
    await fleet.delete('web-2');
    await fleet.hosts('web-2');
    await fleet.health('web-2', NEW('web-2'));
    expect(fleet.desired('web-2')).toBeUndefined();
    expect(fleet.verdicts(id)['web-2']).toBe('skipped');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });
});

describe('a machine that never answers', () => {
  test('is given up with its batch, and is tolerated like every other', async () => {
    const { fleet, id } = await aRollout({ failure_threshold: '1' });
    for (const host of ['web-1', 'web-3']) await fleet.health(host, NEW(host));
    fleet.clock.pass(60_000);
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.why(id, 'web-2')).toBe(
      'not healthy: no healthy report within 60 s; it has not reported since it was told',
    );
    expect(fleet.steps(id)).toContain('batch_timed_out {"batch_index":0,"healthy":2,"unhealthy":0,"open":1}');
  });
});
