import { describe, expect, test } from 'vitest';
import { ACTOR, Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2', 'web-3'];
const NEW = (host: string) => pathOf('r1', host);

/** A fleet of three with a paused rollout: web-1 is healthy, web-2 has failed, web-3 has said nothing. */
async function aPause() {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  fleet.clock.pass(1000);
  const release = await fleet.release('r1', ...WEB);
  const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] }, health_timeout: 60 });
  await fleet.told(id);
  await fleet.health('web-1', NEW('web-1'));
  await fleet.rollBack('web-2');
  await fleet.until(() => fleet.status(id) === 'paused');
  fleet.clock.pass(5000);
  return { fleet, release, id };
}

describe('a rollout that is resumed', () => {
  test('tries again only who is not settled healthy', async () => {
    const { fleet, id } = await aPause();
    const before = fleet.turns(id).length;
    await fleet.resume(id);
    await fleet.told(id);
    expect(fleet.turns(id).slice(before).toSorted()).toEqual(['web-1 healthy', 'web-2 told', 'web-3 told']);
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'healthy', 'web-2': 'pending', 'web-3': 'pending' });
    for (const host of ['web-2', 'web-3']) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('tries a healthy one again that runs something else by now', async () => {
    const { fleet, id } = await aPause();
    await fleet.report('web-1', { current_generation: pathOf('r0', 'web-1') });
    await fleet.resume(id);
    await fleet.told(id);
    expect(fleet.verdicts(id)['web-1']).toBe('pending');
  });

  test('counts what came in while it was paused', async () => {
    const { fleet, id } = await aPause();
    await fleet.health('web-3', NEW('web-3'));
    expect(fleet.verdicts(id)['web-3']).toBe('healthy');
    await fleet.resume(id);
    await fleet.told(id);
    await fleet.health('web-2', NEW('web-2'));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('does not count evidence of the try before, even if it names it', async () => {
    const { fleet, id } = await aPause();
    const [row] = fleet.rows<{ assignment: string }>(`SELECT assignment FROM generations WHERE machine_id = 'web-2'`);
    await fleet.resume(id);
    await fleet.told(id);
    await fleet.report('web-2', {
      ...{ current_generation: pathOf('r0', 'web-2'), success: false, message: 'late' },
      ...{ assignment: row?.assignment ?? '', outcome: 'rolled_back' as const },
    });
    expect(fleet.verdicts(id)['web-2']).toBe('pending');
  });

  test('gives everybody the whole health time-out again', async () => {
    const { fleet, id } = await aPause();
    fleet.clock.pass(600_000);
    await fleet.resume(id);
    await fleet.told(id);
    fleet.clock.pass(59_999);
    await fleet.quiet();
    expect(fleet.status(id)).toBe('running');
    fleet.clock.pass(1);
    await fleet.until(() => fleet.status(id) === 'paused');
  });

  test('remembers what machines ran before the first try, not between', async () => {
    const { fleet, id } = await aPause();
    const previous = () =>
      fleet.rows('SELECT machine_id, previous FROM rollout_machines WHERE rollout_id = ? ORDER BY machine_id', id);
    const before = previous();
    await fleet.health('web-3', NEW('web-3'), false);
    await fleet.resume(id);
    await fleet.told(id);
    expect(previous()).toEqual(before);
  });

  test('can fail and be resumed as often as it takes', async () => {
    const { fleet, id } = await aPause();
    for (let round = 0; round < 3; round += 1) {
      await fleet.resume(id);
      await fleet.told(id);
      await fleet.rollBack('web-2');
      await fleet.until(() => fleet.status(id) === 'paused');
    }
    await fleet.resume(id);
    await fleet.told(id);
    for (const host of ['web-2', 'web-3']) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('is resumed once by two who ask at the same time', async () => {
    const { fleet, id } = await aPause();
    const both = await Promise.allSettled([fleet.resume(id), fleet.resume(id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('lets a cancel win that comes with it', async () => {
    const { fleet, id } = await aPause();
    await Promise.allSettled([fleet.resume(id), fleet.cancel(id), fleet.resume(id)]);
    await fleet.quiet();
    expect(fleet.status(id)).toBe('cancelled');
    expect(fleet.rows('SELECT * FROM claims')).toEqual([]);
  });

  test('fails a machine at once that is told something else by hand', async () => {
    const { fleet, id } = await aPause();
    await fleet.resume(id);
    await fleet.told(id);
    await fleet.engine.request('notifyDeploy', { machineId: 'web-3', path: '/nix/store/mine', actor: ACTOR });
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.why(id, 'web-3')).toContain('its desired path was changed outside of the rollout');
  });
});
