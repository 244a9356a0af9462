import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { ACTOR, Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2'];
const NEW = (host: string) => pathOf('r1', host);

/** A fleet in which r1 has failed on web-1 by its own word; the rollout was cancelled. */
async function aFailure(fail = (fleet: Fleet) => fleet.rollBack('web-1')) {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const again = (order: Partial<CreateRollout> = {}) =>
    fleet.rollout(release, { target: { tags: ['web'] }, health_timeout: 60, ...order });
  const { rollout_id: id } = await again();
  await fleet.told(id);
  await fleet.health('web-2', NEW('web-2'));
  await fail(fleet);
  await fleet.until(() => fleet.status(id) === 'paused');
  await fleet.cancel(id);
  return { fleet, id, again };
}

describe('a path that has failed on a machine', () => {
  test('is not sent to it again, and who asks why is told what to do', async () => {
    const { fleet, id, again } = await aFailure();
    const { rollout_id: next, skipped, total_machines } = await again();
    expect(total_machines).toBe(1);
    const reason = `the same path failed on it in rollout ${id} (rolled back: no); send it again with --retry`;
    expect(skipped).toEqual([{ machine_id: 'web-1', reason }]);
    expect(fleet.why(next, 'web-1')).toBe(`skipped: ${reason}`);
  });

  test('leaves nothing to do where it has failed on all of them', async () => {
    const { again } = await aFailure();
    await expect(again({ target: { hosts: ['web-1'] } })).rejects.toThrow('send it again with --retry');
  });

  test('is sent to it with another path in between, or with retry', async () => {
    const { fleet, again } = await aFailure();
    const other = await fleet.release('r2', ...WEB);
    const { rollout_id, total_machines } = await fleet.rollout(other, { target: { tags: ['web'] } });
    expect(total_machines).toBe(2);
    await fleet.cancel(rollout_id);
    expect((await again({ retry: true })).total_machines).toBe(2);
  });

  test('counts as good once the machine is healthy on it', async () => {
    const { fleet, again } = await aFailure();
    const { rollout_id: id } = await again({ retry: true });
    await fleet.told(id);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect((await again()).total_machines).toBe(2);
  });

  test('counts as good when the machine recovers on it by itself', async () => {
    const { fleet, again } = await aFailure((failing) => failing.health('web-1', NEW('web-1'), false));
    await fleet.health('web-1', NEW('web-1'));
    expect((await again()).total_machines).toBe(2);
  });

  test('counts as good when somebody has brought the machine there from outside, and it is healthy', async () => {
    const { fleet, again } = await aFailure();
    await fleet.health('web-1', pathOf('r0', 'web-1'));
    await fleet.health('web-1', NEW('web-1'));
    expect((await again()).skipped).toEqual([]);
  });

  test('is forgotten when somebody clears what is desired of the machine', async () => {
    const { fleet, again } = await aFailure();
    await fleet.engine.request('clearDesired', { machineId: 'web-1', actor: ACTOR });
    expect((await again()).total_machines).toBe(2);
  });

  test('is forgotten with the machine', async () => {
    const { fleet, again } = await aFailure();
    await fleet.delete('web-1');
    await fleet.hosts('web-1');
    expect((await again()).total_machines).toBe(2);
  });

  test('is what a machine has relapsed on that had to stay healthy', async () => {
    const { fleet, again } = await aFailure();
    const order = { retry: true, soak_seconds: 30 };
    const { rollout_id: id } = await again(order);
    await fleet.told(id);
    await fleet.health('web-2', NEW('web-2'));
    await fleet.health('web-2', NEW('web-2'), false);
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.cancel(id);
    await expect(again()).rejects.toThrow(/web-1: .*web-2: the same path failed on it/);
  });

  test('is none for a machine that was only silent', async () => {
    const { again } = await aFailure((failing) => Promise.resolve(failing.clock.pass(60_000)));
    expect((await again()).total_machines).toBe(2);
  });

  test('is none for a machine that was told something else meanwhile', async () => {
    const { again } = await aFailure(async (failing) => {
      await failing.engine.request('notifyDeploy', { machineId: 'web-1', path: '/nix/store/mine', actor: ACTOR });
    });
    expect((await again()).total_machines).toBe(2);
  });

  test('is tried again by who resumes the rollout', async () => {
    const fleet = await new Fleet().start();
    await fleet.hosts(...WEB);
    const release = await fleet.release('r1', ...WEB);
    const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] } });
    await fleet.told(id);
    await fleet.rollBack('web-1');
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.resume(id);
    await fleet.told(id);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('is none where a machine could not be taken back', async () => {
    const fleet = await new Fleet().start();
    await fleet.hosts(...WEB);
    const release = await fleet.release('r1', ...WEB);
    const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] }, on_failure: 'revert' });
    await fleet.told(id);
    await fleet.rollBack('web-1');
    await fleet.until(() => fleet.desired('web-2') === pathOf('r0', 'web-2'));
    for (const host of WEB) await fleet.health(host, pathOf('r0', host), false);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(fleet.rows('SELECT machine_id, path FROM failed_paths')).toEqual([
      { machine_id: 'web-1', path: NEW('web-1') },
    ]);
  });
});
