import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2', 'web-3', 'web-4'];
const NEW = (host: string) => pathOf('r1', host);

/** A fleet of four that was told to run r1, all at once. */
async function aFleet(order: Partial<CreateRollout>) {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const { rollout_id: id } = await fleet.rollout(release, {
    ...{ target: { tags: ['web'] }, health_timeout: 60 },
    ...order,
  });
  await fleet.told(id);
  return { fleet, id };
}

describe('a batch with a success threshold', () => {
  test('succeeds when as many are healthy as it asks for, and every other has ended', async () => {
    const { fleet, id } = await aFleet({ failure_threshold: '100%', success_threshold: '75%' });
    for (const host of ['web-1', 'web-2', 'web-3']) await fleet.health(host, NEW(host));
    expect(fleet.status(id)).toBe('running');
    await fleet.rollBack('web-4');
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('fails as soon as so many cannot become healthy any more, and says what it asked for', async () => {
    const { fleet, id } = await aFleet({ failure_threshold: '100%', success_threshold: '75%' });
    await fleet.rollBack('web-1');
    expect(fleet.status(id)).toBe('running');
    await fleet.rollBack('web-2');
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.steps(id)).toContain('batch_failed {"batch_index":0,"unhealthy":2,"threshold":4}');
    expect(fleet.why(id, 'web-3')).toContain('2 of 4 machines unhealthy: web-1, web-2; 3 have to be healthy');
  });

  test('fails when machines that went away are too many, with none unhealthy', async () => {
    const { fleet, id } = await aFleet({ success_threshold: '3' });
    await fleet.health('web-1', NEW('web-1'));
    await fleet.move('web-2', 'maintenance');
    await fleet.move('web-3', 'maintenance');
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.why(id, 'web-4')).toContain('0 of 4 machines unhealthy, 2 skipped; 3 have to be healthy');
  });

  test('asks for no more than there are', async () => {
    const { fleet, id } = await aFleet({ success_threshold: '20' });
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('of none succeeds though nobody is healthy', async () => {
    const { fleet, id } = await aFleet({ failure_threshold: '4', success_threshold: '0' });
    for (const host of WEB) await fleet.rollBack(host);
    await fleet.until(() => fleet.status(id) === 'completed');
  });
});

describe('a batch without one', () => {
  test.each(['4', '99%'])('does not succeed with nobody healthy, whatever it tolerates: %s', async (spec) => {
    const { fleet, id } = await aFleet({ failure_threshold: spec });
    for (const host of WEB) await fleet.rollBack(host);
    await fleet.until(() => fleet.status(id) === 'paused');
  });

  test('tolerates all that fail when that is written as 100%', async () => {
    const { fleet, id } = await aFleet({ failure_threshold: '100%' });
    for (const host of WEB) await fleet.rollBack(host);
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(new Set(Object.values(fleet.verdicts(id)))).toEqual(new Set(['unhealthy']));
  });

  test('succeeds when all of it went away: there was nothing to do', async () => {
    const { fleet, id } = await aFleet({});
    for (const host of WEB) await fleet.move(host, 'maintenance');
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(new Set(Object.values(fleet.verdicts(id)))).toEqual(new Set(['skipped']));
  });
});
