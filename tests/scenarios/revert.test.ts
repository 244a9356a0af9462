import { describe, expect, test } from 'vitest';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import { ACTOR, Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2', 'web-3', 'web-4'];
const OLD = (host: string) => pathOf('r0', host);
const NEW = (host: string) => pathOf('r1', host);

/** A rollout under revert in batches of 1, 1 and 2 machines, of which the first two have succeeded and the third was told. */
async function aThirdBatch(order: Partial<CreateRollout> = {}) {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const { rollout_id: id, batches } = await fleet.rollout(release, {
    ...{ target: { tags: ['web'] }, strategy: 'staged', batch_sizes: ['1', '1', '100%'], on_failure: 'revert' },
    ...{ health_timeout: 60, seed: 7, ...order },
  });
  const [a = '', b = '', c = '', d = ''] = batches.flatMap(({ machine_ids }) => machine_ids);
  await fleet.told(id);
  await fleet.health(a, NEW(a));
  await fleet.told(id, 1);
  await fleet.health(b, NEW(b));
  await fleet.told(id, 2);
  return { fleet, release, id, a, b, c, d };
}

/** The same, when the third batch has failed and its machines were told to go back. */
async function aRevert(order: Partial<CreateRollout> = {}) {
  const story = await aThirdBatch(order);
  const { fleet, id, c, d } = story;
  await fleet.rollBack(c);
  await fleet.until(() => fleet.status(id) === 'failed/reverting');
  await fleet.until(() => [c, d].every((host) => fleet.desired(host) === OLD(host)));
  return story;
}

const goBack = async (fleet: Fleet, ...hosts: string[]) => {
  for (const host of hosts) {
    await fleet.until(() => fleet.desired(host) === OLD(host));
    await fleet.health(host, OLD(host));
  }
};

describe('a rollout that takes back what it did', () => {
  test('tells one batch after the other, the newest first, each when the one before is back', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    expect(fleet.why(id, b)).toMatch(/^healthy since .*; goes back after batch 3 has$/);
    expect(fleet.why(id, a)).toMatch(/^healthy since .*; goes back after batch 2 has, and batch 3 is at it$/);
    await goBack(fleet, c);
    await fleet.quiet();
    expect([a, b].map((host) => fleet.desired(host))).toEqual([NEW(a), NEW(b)]);
    await goBack(fleet, d);
    await fleet.until(() => fleet.desired(b) === OLD(b));
    await fleet.quiet();
    expect(fleet.desired(a)).toBe(NEW(a));
    await goBack(fleet, b, a);
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect(new Set(Object.values(fleet.verdicts(id)))).toEqual(new Set(['reverted']));
    expect(fleet.steps(id).slice(-6)).toEqual([
      'status_change {"from":"running","to":"failed","reason":"batch failure + revert"}',
      'revert_started {"machines":4}',
      'revert_batch_started {"batch_index":2,"machines":2}',
      'revert_batch_started {"batch_index":1,"machines":1}',
      'revert_batch_started {"batch_index":0,"machines":1}',
      'revert_completed {"phase":"reverted","reverted":4,"machines":4}',
    ]);
    expect(fleet.turns(id).filter((turn) => turn.startsWith(a))).toEqual([
      ...[`${a} told`, `${a} healthy`, `${a} reverting`, `${a} reverted`],
    ]);
  });

  test('goes on though machines of the batch that failed cannot go back', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    for (const host of [c, d]) await fleet.health(host, OLD(host), false);
    await goBack(fleet, b, a);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(fleet.verdicts(id)).toEqual({
      ...{ [a]: 'reverted', [b]: 'reverted', [c]: 'revert_failed', [d]: 'revert_failed' },
    });
    expect(fleet.why(id, c)).toBe(`could not go back to ${OLD(c)}: health checks failed: nginx: inactive`);
  });

  test('gives up on machines that stay silent for the health time-out', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    await goBack(fleet, c);
    fleet.clock.pass(60_000);
    await goBack(fleet, b, a);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(fleet.verdicts(id)[d]).toBe('revert_failed');
    expect(fleet.why(id, d)).toContain('no healthy report within 60 s');
  });

  test('stops when machines that were well are worse off for it; who was not reached keeps what it runs', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    await goBack(fleet, c, d);
    await fleet.until(() => fleet.desired(b) === OLD(b));
    await fleet.health(b, OLD(b), false);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    await fleet.quiet();
    expect(fleet.desired(a)).toBe(NEW(a));
    expect(fleet.verdicts(id)).toEqual({
      ...{ [a]: 'healthy', [b]: 'revert_failed', [c]: 'reverted', [d]: 'reverted' },
    });
    expect(fleet.why(id, a)).toMatch(/^healthy since .*; it was not taken back$/);
    expect(fleet.steps(id).slice(-2)).toEqual([
      'revert_stopped {"reason":"1 machine of batch 2 could not go back, 0 tolerated"}',
      'revert_completed {"phase":"revert_incomplete","reverted":2,"machines":4}',
    ]);
  });

  test('goes on when no more are worse off than tolerated', async () => {
    const { fleet, id, a, b, c, d } = await aThirdBatch({ failure_threshold: '1' });
    for (const host of [c, d]) await fleet.rollBack(host);
    await goBack(fleet, c, d);
    await fleet.until(() => fleet.desired(b) === OLD(b));
    await fleet.health(b, OLD(b), false);
    await goBack(fleet, a);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(fleet.verdicts(id)[a]).toBe('reverted');
  });

  test('stops when it is cancelled: who was told keeps that, nobody else is told', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    await goBack(fleet, c);
    await fleet.cancel(id);
    expect(fleet.status(id)).toBe('failed/revert_incomplete');
    await fleet.quiet();
    await fleet.health(d, OLD(d));
    expect(fleet.verdicts(id)).toEqual({ [a]: 'healthy', [b]: 'healthy', [c]: 'reverted', [d]: 'reverting' });
    expect([a, b].map((host) => fleet.desired(host))).toEqual([NEW(a), NEW(b)]);
    expect(fleet.why(id, d)).toBe(`goes back to ${OLD(d)}; nobody waits for it any more`);
    expect(fleet.steps(id).slice(-2)).toEqual([
      `revert_stopped {"reason":"cancelled by ${ACTOR}"}`,
      'revert_completed {"phase":"revert_incomplete","reverted":1,"machines":4}',
    ]);
    await expect(fleet.cancel(id)).rejects.toThrow('only an active rollout can be cancelled');
  });

  test('goes on over a restart, and waits no longer for it', async () => {
    const { fleet, id, a, b, c } = await aRevert();
    await goBack(fleet, c);
    fleet.clock.pass(30_000);
    await fleet.restart();
    fleet.clock.pass(30_000);
    await goBack(fleet, b, a);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(Object.values(fleet.verdicts(id)).toSorted()).toEqual([
      ...['revert_failed', 'reverted', 'reverted', 'reverted'],
    ]);
  });

  test('leaves alone who was told something else since', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    await fleet.engine.request('notifyDeploy', { machineId: a, path: pathOf('mine', a), actor: ACTOR });
    await fleet.engine.request('clearDesired', { machineId: b, actor: ACTOR });
    await goBack(fleet, c, d);
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect(fleet.desired(a)).toBe(pathOf('mine', a));
    expect(fleet.desired(b)).toBeUndefined();
    expect([a, b].map((host) => fleet.why(id, host))).toEqual([
      ...Array.from({ length: 2 }, () => 'left to somebody else: its desired path was changed since'),
    ]);
  });

  test('leaves machines to a newer rollout, whether they were told to go back or not', async () => {
    const { fleet, id, a, b, c, d } = await aRevert();
    const fix = await fleet.release('r2', ...WEB);
    const { rollout_id: newer } = await fleet.rollout(fix, { target: { hosts: [a, c] } });
    await fleet.told(newer);
    await goBack(fleet, d, b);
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect([a, c].map((host) => fleet.desired(host))).toEqual([pathOf('r2', a), pathOf('r2', c)]);
    expect(fleet.verdicts(id)).toEqual({ [a]: 'superseded', [b]: 'reverted', [c]: 'superseded', [d]: 'reverted' });
    for (const host of [a, c]) await fleet.health(host, pathOf('r2', host));
    await fleet.until(() => fleet.status(newer) === 'completed');
  });

  test('says of whom it does not know what it ran before', async () => {
    const fleet = await new Fleet().start();
    const release = await fleet.release('r1', 'new-1', 'new-2');
    const { rollout_id: id } = await fleet.rollout(release, {
      ...{ target: { hosts: ['new-1', 'new-2'] }, on_failure: 'revert' },
    });
    await fleet.told(id);
    await fleet.health('new-1', NEW('new-1'), false);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(fleet.why(id, 'new-1')).toBe('could not go back to what it ran before: what it ran before is not known');
    expect(fleet.desired('new-1')).toBe(NEW('new-1'));
  });

  test('because it was late though all was well lets no batch come to harm by it', async () => {
    const fleet = await new Fleet().start();
    await fleet.hosts(...WEB);
    const { rollout_id: id, batches } = await fleet.rollout(await fleet.release('r1', ...WEB), {
      ...{ target: { tags: ['web'] }, strategy: 'staged', batch_sizes: ['1', '1', '100%'] },
      ...{ on_failure: 'revert', progress_deadline: 50 },
    });
    const [a = '', b = ''] = batches.flatMap(({ machine_ids }) => machine_ids);
    await fleet.told(id);
    await fleet.health(a, NEW(a));
    await fleet.told(id, 1);
    // The report is on its way when the time is up.
    const said = fleet.health(b, NEW(b));
    fleet.clock.pass(50_000);
    await said;
    await fleet.until(() => fleet.desired(b) === OLD(b));
    expect(fleet.batches(id)).toEqual(['succeeded', 'succeeded', 'pending']);
    await fleet.health(b, OLD(b), false);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    await fleet.quiet();
    expect(fleet.desired(a)).toBe(NEW(a));
  });

  test('is told to whoever reads the events: what each machine goes back to', async () => {
    const { fleet, id, c, d } = await aRevert();
    const told = fleet.events(id).filter((event) => event.startsWith('machine_reverting'));
    expect(told.toSorted()).toEqual(
      [c, d].map((host) => `machine_reverting {"machine_id":"${host}","path":"${OLD(host)}"}`).toSorted(),
    );
  });
});
