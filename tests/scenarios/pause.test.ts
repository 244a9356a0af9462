import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { ACTOR, Fleet, pathOf } from './fleet.ts';

const NEW = (host: string) => pathOf('r1', host);

/** A staged rollout of two batches with two machines each that an operator has paused while its first batch is waited for. */
async function aPause(order: Partial<CreateRollout> = {}) {
  const fleet = await new Fleet().start();
  const hosts = ['web-1', 'web-2', 'web-3', 'web-4'];
  await fleet.hosts(...hosts);
  fleet.clock.pass(1000);
  const release = await fleet.release('r1', ...hosts);
  const target = { target: { tags: ['web'] }, strategy: 'staged' as const, batch_sizes: ['2', '100%'] };
  const { rollout_id: id, batches } = await fleet.rollout(release, { ...target, health_timeout: 60, ...order });
  const [[one = '', two = ''] = [], [three = '', four = ''] = []] = batches.map(({ machine_ids }) => machine_ids);
  await fleet.told(id);
  fleet.clock.pass(5000);
  await fleet.pause(id);
  return { fleet, release, id, one, two, three, four };
}

const reasonOf = (fleet: Fleet, id: string) =>
  fleet.rows<{ reason: string | null }>('SELECT reason FROM rollouts WHERE id = ?', id)[0]?.reason;

const healthy = async (fleet: Fleet, ...hosts: string[]) => {
  for (const host of hosts) await fleet.health(host, NEW(host));
};

describe('a rollout that an operator pauses', () => {
  test('is paused when the answer comes, and says by whom', async () => {
    const { fleet, id } = await aPause();
    expect(fleet.status(id)).toBe('paused');
    expect(reasonOf(fleet, id)).toBe(`paused by ${ACTOR}`);
    expect(fleet.rows('SELECT actor, target FROM audit_entries WHERE action = ?', 'rollout.paused')).toEqual([
      { actor: ACTOR, target: id },
    ]);
    expect(fleet.steps(id).at(-1)).toBe('status_change {"from":"running","to":"paused","reason":"operator"}');
  });

  test('judges the batch at hand as ever, and begins no other', async () => {
    const { fleet, id, one, two, three } = await aPause();
    await healthy(fleet, one, two);
    await fleet.quiet();
    expect(fleet.batches(id)).toEqual(['succeeded', 'pending']);
    expect([fleet.status(id), fleet.desired(three)]).toEqual(['paused', undefined]);
    expect(fleet.why(id, three)).toBe(
      `the rollout is paused by ${ACTOR}; meanwhile batch 1 has succeeded; resume it or cancel it`,
    );
  });

  test('says of machines that were told what they are at', async () => {
    const { fleet, id, one, three } = await aPause();
    expect(fleet.why(id, one)).toBe(`told to run ${NEW(one)} 5 s ago, has not reported since`);
    expect(fleet.why(id, three)).toBe(`the rollout is paused by ${ACTOR}; resume it or cancel it`);
  });

  test('goes on with the next batch when it is resumed after the one at hand has succeeded', async () => {
    const { fleet, id, one, two, three, four } = await aPause();
    await healthy(fleet, one, two);
    await fleet.resume(id);
    await fleet.told(id, 1);
    await healthy(fleet, three, four);
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.turns(id).filter((turn) => turn.endsWith(' told'))).toHaveLength(4);
  });

  test('waits for the batch at hand when it is resumed before that has ended, and tells nobody again', async () => {
    const { fleet, id, one, two } = await aPause();
    await healthy(fleet, one);
    const before = fleet.turns(id);
    await fleet.resume(id);
    await fleet.quiet();
    expect([fleet.status(id), fleet.turns(id), reasonOf(fleet, id)]).toEqual(['running', before, null]);
    await healthy(fleet, two);
    await fleet.told(id, 1);
  });

  test('does not lengthen the health time-out of the batch at hand', async () => {
    const { fleet, id, one, two } = await aPause();
    fleet.clock.pass(55_000);
    await fleet.until(() => fleet.batches(id)[0] === 'failed');
    await fleet.quiet();
    expect(fleet.verdicts(id)).toMatchObject({ [one]: 'unhealthy', [two]: 'unhealthy' });
    expect(fleet.status(id)).toBe('paused');
  });

  test.each(['pause', 'revert'] as const)(
    'stays so when its batch fails, with %s, and tries it again',
    async (on_failure) => {
      const { fleet, id, one, two } = await aPause({ on_failure });
      await fleet.rollBack(one);
      await fleet.until(() => fleet.batches(id)[0] === 'failed');
      await fleet.quiet();
      expect([fleet.status(id), fleet.desired(one)]).toEqual(['paused', NEW(one)]);
      expect(reasonOf(fleet, id)).toBe(
        `paused by ${ACTOR}; meanwhile batch 1 failed: 1 of 2 machines unhealthy: ${one}`,
      );
      await fleet.resume(id);
      await fleet.told(id);
      await healthy(fleet, one, two);
      await fleet.told(id, 1);
      expect(fleet.status(id)).toBe('running');
    },
  );

  test('takes back what it did when the batch fails again that a resume has tried again', async () => {
    const { fleet, id, one, two } = await aPause({ on_failure: 'revert' });
    await fleet.rollBack(one);
    await fleet.until(() => fleet.batches(id)[0] === 'failed');
    await fleet.resume(id);
    await fleet.told(id);
    await fleet.rollBack(one);
    await fleet.until(() => fleet.status(id) === 'failed/reverting');
    await fleet.until(() => [one, two].every((host) => fleet.desired(host) === pathOf('r0', host)));
  });

  test('is complete only when it is resumed, also after its last batch', async () => {
    const { fleet, id, one, two } = await aPause({ batch_sizes: ['100%'], target: { hosts: ['web-1', 'web-2'] } });
    await healthy(fleet, one, two);
    await fleet.quiet();
    expect([fleet.status(id), fleet.batches(id)]).toEqual(['paused', ['succeeded']]);
    expect(reasonOf(fleet, id)).toBe(`paused by ${ACTOR}; meanwhile every batch has succeeded`);
    await fleet.resume(id);
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.rows('SELECT * FROM claims')).toEqual([]);
  });

  test('was paused when the operator asked for it, whatever happens since', async () => {
    const { fleet, id, one, two } = await aPause();
    const since = () => fleet.rows('SELECT updated_at FROM rollouts WHERE id = ?', id);
    const before = since();
    fleet.clock.pass(7000);
    await healthy(fleet, one, two);
    await fleet.quiet();
    expect(since()).toEqual(before);
  });

  test('has all of its time again when it is resumed', async () => {
    const { fleet, id, one, two } = await aPause({ progress_deadline: 20, health_timeout: 3600 });
    fleet.clock.pass(600_000);
    await fleet.quiet();
    expect([fleet.status(id), fleet.batches(id)]).toEqual(['paused', ['waiting_health', 'pending']]);
    await fleet.resume(id);
    fleet.clock.pass(19_999);
    await fleet.quiet();
    expect(fleet.status(id)).toBe('running');
    fleet.clock.pass(1);
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(fleet.verdicts(id)).toMatchObject({ [one]: 'pending', [two]: 'pending' });
  });

  test('can be cancelled', async () => {
    const { fleet, id, one } = await aPause();
    await fleet.cancel(id);
    expect(fleet.status(id)).toBe('cancelled');
    await fleet.quiet();
    await healthy(fleet, one);
    expect([fleet.verdicts(id)[one], fleet.rows('SELECT * FROM claims')]).toEqual(['pending', []]);
  });

  test('gives way to a newer one that supersedes it', async () => {
    const { fleet, id, one } = await aPause();
    const release = await fleet.release('r2', one);
    const { rollout_id: newer, superseded } = await fleet.rollout(release, {
      target: { hosts: [one] },
      supersede: true,
    });
    expect([superseded, fleet.status(id)]).toEqual([[id], 'cancelled']);
    await fleet.told(newer);
    expect(fleet.desired(one)).toBe(pathOf('r2', one));
  });

  test('stays so over a restart, and goes on when it is resumed after it', async () => {
    const { fleet, id, one, two } = await aPause({ progress_deadline: 30 });
    await fleet.restart();
    fleet.clock.pass(40_000);
    await fleet.quiet();
    expect(fleet.status(id)).toBe('paused');
    await healthy(fleet, one, two);
    await fleet.restart();
    await fleet.resume(id);
    await fleet.told(id, 1);
    await fleet.restart();
    fleet.clock.pass(30_000);
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(reasonOf(fleet, id)).toContain('batch 2 was not done in time');
  });
});

describe('a rollout that cannot be paused', () => {
  const refusal = async (fleet: Fleet, id: string): Promise<unknown> =>
    fleet.pause(id).catch((error: unknown) => error);

  test('says since when and why it is paused', async () => {
    const { fleet, id, one } = await aPause();
    await fleet.rollBack(one);
    await fleet.quiet();
    const said = `^rollout ${id} is paused already, since [^ ]+Z: paused by ${ACTOR}; meanwhile batch 1 failed: 1 of 2`;
    expect(await refusal(fleet, id)).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringMatching(new RegExp(said)) },
    });
  });

  test('says that it has ended, and nothing of it is in the audit', async () => {
    const { fleet, id } = await aPause();
    await fleet.cancel(id);
    expect(await refusal(fleet, id)).toMatchObject({
      ...{ code: 'CONFLICT', message: `rollout ${id} is cancelled; only a running rollout can be paused` },
    });
    expect(fleet.rows('SELECT 1 FROM audit_entries WHERE action = ?', 'rollout.paused')).toHaveLength(1);
  });

  test('says how to stop it when it takes back what it did', async () => {
    const { fleet, id, one } = await aPause({ on_failure: 'revert' });
    await fleet.resume(id);
    await fleet.rollBack(one);
    await fleet.until(() => fleet.status(id) === 'failed/reverting');
    expect(await refusal(fleet, id)).toMatchObject({
      message: `rollout ${id} has failed and takes back what it did; that cannot be paused, but cancel it and it stops`,
    });
  });

  test('is one that nobody knows', async () => {
    const { fleet } = await aPause();
    expect(await refusal(fleet, 'r-0')).toMatchObject({ code: 'NOT_FOUND', message: 'there is no rollout r-0' });
  });

  test('is paused once by two who ask at the same time', async () => {
    const { fleet, id } = await aPause();
    await fleet.resume(id);
    const both = await Promise.allSettled([fleet.pause(id), fleet.pause(id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});
