import { describe, expect, test } from 'vitest';
import { ACTOR, Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2', 'web-3'];

/** A fleet in which a canary of r1 is under way, and a release r2. */
async function aCanary() {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const fix = await fleet.release('r2', ...WEB);
  const plan = await fleet.rollout(release, { target: { tags: ['web'] }, strategy: 'canary' });
  const [first = '', ...rest] = plan.batches.flatMap(({ machine_ids }) => machine_ids);
  await fleet.told(plan.rollout_id);
  return { fleet, fix, old: plan.rollout_id, first, rest };
}

const claims = (fleet: Fleet) =>
  fleet.rows<{ machine_id: string; rollout_id: string }>(
    'SELECT machine_id, rollout_id FROM claims ORDER BY machine_id',
  );

describe('a rollout that may take the place of others', () => {
  test('cancels them and has their machines, all at once', async () => {
    const { fleet, fix, old, first, rest } = await aCanary();
    const { rollout_id: id, superseded } = await fleet.rollout(fix, { target: { tags: ['web'] }, supersede: true });
    expect(superseded).toEqual([old]);
    expect([fleet.status(old), fleet.status(id)]).toEqual(['cancelled', 'running']);
    expect(claims(fleet)).toEqual(WEB.map((machine_id) => ({ machine_id, rollout_id: id })));
    await fleet.told(id);
    await fleet.quiet();
    expect(fleet.steps(old).slice(-2)).toEqual([
      `status_change {"from":"running","to":"cancelled","superseded_by":"${id}"}`,
      'batch_stopped {"batch_index":0,"healthy":0,"unhealthy":0,"open":1}',
    ]);
    for (const host of WEB) await fleet.health(host, pathOf('r2', host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.why(old, first)).toBe(
      `rollout ${id} took the place of this one; by now ${pathOf('r2', first)} is wanted of it`,
    );
    expect(fleet.why(old, rest[0] ?? '')).toBe(`rollout ${id} took the place of this one before its turn came`);
  });

  test('tells the machines that it has in common alone; the others keep what they were told', async () => {
    const { fleet, fix, old, first, rest } = await aCanary();
    const [other = ''] = rest;
    const { rollout_id: id } = await fleet.rollout(fix, { target: { hosts: [other] }, supersede: true });
    await fleet.told(id);
    await fleet.quiet();
    expect(fleet.status(old)).toBe('cancelled');
    expect([first, ...rest].map((host) => fleet.desired(host))).toEqual([
      ...[pathOf('r1', first), pathOf('r2', other), undefined],
    ]);
    expect(claims(fleet)).toEqual([{ machine_id: other, rollout_id: id }]);
  });

  test('waits for nothing that was said to the old one', async () => {
    const { fleet, fix, first } = await aCanary();
    const { rollout_id: id } = await fleet.rollout(fix, { target: { hosts: [first] }, supersede: true });
    await fleet.told(id);
    await fleet.health(first, pathOf('r1', first));
    expect(fleet.verdicts(id)).toEqual({ [first]: 'pending' });
    await fleet.health(first, pathOf('r2', first));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('does nothing at all when the disk is full', async () => {
    const { fleet, fix, old, first } = await aCanary();
    fleet.fullFor = 2;
    await expect(fleet.rollout(fix, { target: { tags: ['web'] }, supersede: true })).rejects.toThrow();
    fleet.fullFor = 0;
    expect(fleet.status(old)).toBe('running');
    expect(claims(fleet).map(({ rollout_id }) => rollout_id)).toEqual(WEB.map(() => old));
    fleet.clock.pass(1000);
    await fleet.health(first, pathOf('r1', first));
    await fleet.told(old, 1);
  });

  test('takes several at once, whatever they are at', async () => {
    const { fleet, fix, old, first } = await aCanary();
    await fleet.hosts('db-1');
    const { rollout_id: other } = await fleet.rollout(await fleet.release('r1', 'db-1'), {
      target: { hosts: ['db-1'] },
    });
    await fleet.rollBack(first);
    await fleet.until(() => fleet.status(old) === 'paused');
    const both = await fleet.release('r3', ...WEB, 'db-1');
    expect(fix).not.toBe(both);
    const plan = await fleet.rollout(both, { target: { hosts: [...WEB, 'db-1'] }, supersede: true });
    expect(plan.superseded?.toSorted()).toEqual([old, other].toSorted());
    expect([old, other].map((id) => fleet.status(id))).toEqual(['cancelled', 'cancelled']);
    await expect(fleet.resume(old)).rejects.toThrow('only a paused rollout can be resumed');
  });

  test('is refused with a word on who holds the machine when it may not', async () => {
    const { fleet, fix, old } = await aCanary();
    await expect(fleet.rollout(fix, { target: { tags: ['web'] } })).rejects.toThrow(old);
    const plan = await fleet.engine.request('planRollout', {
      rollout: {
        ...{ release_id: fix, target: { tags: ['web'] }, strategy: 'all_at_once' },
        ...{ failure_threshold: '0', on_failure: 'pause' },
      },
    });
    expect(plan.conflicts).toEqual(WEB.map((machine_id) => ({ machine_id, rollout_id: old })));
    expect(fleet.status(old)).toBe('running');
  });

  test('takes nobody’s place where nobody is', async () => {
    const { fleet, fix, old } = await aCanary();
    await fleet.engine.request('cancelRollout', { id: old, actor: ACTOR });
    const { superseded } = await fleet.rollout(fix, { target: { tags: ['web'] }, supersede: true });
    expect(superseded).toEqual([]);
  });
});
