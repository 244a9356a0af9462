import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2'];
const NEW = (host: string) => pathOf('r1', host);

/** A fleet whose machines were told to run r1, and have to stay healthy on it for half a minute. */
async function aSoak(order: Partial<CreateRollout> = {}) {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const { rollout_id: id } = await fleet.rollout(release, {
    ...{ target: { tags: ['web'] }, soak_seconds: 30, health_timeout: 100 },
    ...order,
  });
  await fleet.told(id);
  return { fleet, release, id };
}

describe('a machine that has to stay healthy', () => {
  test('is settled by the first passing report after its soak time, and by none before', async () => {
    const { fleet, id } = await aSoak();
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'soaking', 'web-2': 'pending' });
    fleet.clock.pass(29_000);
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)['web-1']).toBe('soaking');
    expect(fleet.why(id, 'web-1')).toBe('healthy, and soaking: 1 s left');
    fleet.clock.pass(1000);
    expect(fleet.why(id, 'web-1')).toBe('has soaked long enough; its next passing health report settles it');
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)['web-1']).toBe('healthy');
    expect(fleet.turns(id).filter((turn) => turn.startsWith('web-1'))).toEqual([
      ...['web-1 told', 'web-1 soaking', 'web-1 healthy'],
    ]);
  });

  test('lets its rollout say at each step where it is', async () => {
    const { fleet, id } = await aSoak();
    for (const host of WEB) await fleet.health(host, NEW(host));
    expect(fleet.batches(id)).toEqual(['waiting_health']);
    fleet.clock.pass(30_000);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.steps(id)).toEqual([
      'status_change {"from":"created","to":"running","strategy":"all_at_once"}',
      'batch_started {"batch_index":0,"machines":2}',
      'batch_waiting_health {"batch_index":0,"healthy":0,"unhealthy":0,"open":2}',
      'batch_soaking {"batch_index":0,"soaking":2,"soak_seconds":30}',
      'batch_completed {"batch_index":0,"healthy":2,"unhealthy":0}',
      'status_change {"from":"running","to":"completed"}',
    ]);
  });

  test('is as good as a v0.1.1 agent that reports its health every minute', async () => {
    const { fleet, id } = await aSoak();
    await fleet.report('web-1', { current_generation: NEW('web-1'), message: 'deployed' });
    expect(fleet.verdicts(id)['web-1']).toBe('pending');
    for (let minute = 0; minute < 2; minute += 1) {
      for (const host of WEB) await fleet.health(host, NEW(host));
      fleet.clock.pass(60_000);
    }
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('keeps the batch after its own waiting', async () => {
    const { fleet, id } = await aSoak({ strategy: 'staged', batch_sizes: ['1', '100%'] });
    const [first = ''] = WEB.filter((host) => fleet.desired(host) !== undefined);
    await fleet.health(first, NEW(first));
    const [second = ''] = WEB.filter((host) => host !== first);
    expect(fleet.why(id, second)).toBe('batch 2 starts when 1 more of batch 1 is healthy, and it is soaking');
    expect(fleet.desired(second)).toBeUndefined();
    fleet.clock.pass(30_000);
    await fleet.health(first, NEW(first));
    await fleet.told(id, 1);
    expect(fleet.desired(second)).toBe(NEW(second));
  });

  test('is unhealthy once it relapses, whatever it reports later', async () => {
    const { fleet, id } = await aSoak();
    for (const host of WEB) await fleet.health(host, NEW(host));
    fleet.clock.pass(10_000);
    await fleet.health('web-1', NEW('web-1'), false);
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)['web-1']).toBe('unhealthy');
    expect(fleet.why(id, 'web-1')).toBe(
      'not healthy: health checks failed: nginx: inactive; the rollout is paused: batch 1 failed: 1 of 2 machines unhealthy: web-1; resume it or cancel it',
    );
    expect(fleet.why(id, 'web-2')).toMatch(
      /^the rollout is paused: .*; this machine: healthy, and soaking: 20 s left$/,
    );
  });

  test('is unhealthy once it runs something else, healthy or not', async () => {
    const { fleet, id } = await aSoak();
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.health('web-1', pathOf('r0', 'web-1'));
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.why(id, 'web-1')).toContain(
      `it left the wanted path before its soak time was over, and reports ${pathOf('r0', 'web-1')}`,
    );
  });

  test('is given up when it dies meanwhile', async () => {
    const { fleet, id } = await aSoak();
    for (const host of WEB) await fleet.health(host, NEW(host));
    fleet.clock.pass(30_000);
    await fleet.health('web-2', NEW('web-2'));
    fleet.clock.pass(99_999);
    await fleet.quiet();
    expect(fleet.status(id)).toBe('running');
    fleet.clock.pass(1);
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'unhealthy', 'web-2': 'healthy' });
    expect(fleet.why(id, 'web-1')).toContain(
      'it was healthy, and no healthy report came after its soak time of 30 s; it runs the wanted path by now',
    );
  });

  test('has as long as ever to become healthy, and all of its soak time after that', async () => {
    const { fleet, id } = await aSoak();
    fleet.clock.pass(99_000);
    for (const host of WEB) await fleet.health(host, NEW(host));
    fleet.clock.pass(31_001);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('goes on soaking over a restart of the control plane', async () => {
    const { fleet, id } = await aSoak();
    for (const host of WEB) await fleet.health(host, NEW(host));
    fleet.clock.pass(20_000);
    await fleet.restart();
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)['web-1']).toBe('soaking');
    fleet.clock.pass(10_000);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('begins anew when the clock was set back, and says so', async () => {
    const { fleet, id } = await aSoak();
    await fleet.health('web-1', NEW('web-1'));
    fleet.clock.pass(-3_600_000);
    await fleet.health('web-1', NEW('web-1'));
    fleet.clock.pass(20_000);
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)['web-1']).toBe('soaking');
    expect(fleet.why(id, 'web-1')).toBe('healthy, and soaking: 10 s left');
    fleet.clock.pass(10_000);
    await fleet.health('web-1', NEW('web-1'));
    expect(fleet.verdicts(id)['web-1']).toBe('healthy');
  });

  test('soaks anew when its batch is tried again', async () => {
    const { fleet, id } = await aSoak();
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.health('web-1', NEW('web-1'), false);
    await fleet.until(() => fleet.status(id) === 'paused');
    fleet.clock.pass(60_000);
    await fleet.resume(id);
    await fleet.told(id);
    for (const host of WEB) await fleet.health(host, NEW(host));
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'soaking', 'web-2': 'soaking' });
    fleet.clock.pass(30_000);
    for (const host of WEB) await fleet.health(host, NEW(host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });
});
