import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpFailed, Unreachable } from '../../../../machines/errors.ts';
import type { RolloutDetail } from '../../../../machines/model/rollout.ts';
import type { RolloutModel } from '../../../../services/board/rollouts/rollout-model.ts';
import { watchRollout } from '../../../../services/board/rollouts/rollout-watch.ts';
import { aPlane } from './a-plane.ts';
import { aRollout, aRow } from './a-rollout.ts';

const AWAY = new Unreachable('the control plane does not answer');
const END = { type: 'end', reason: 'completed' } as const;
const DELETED = aRow({ seq: 90, type: 'rollout_deleted', rollout_id: null, detail: { rollout_id: 'r-1' } });

/** A rollout that is watched: what is shown of it, and what went wrong. */
function watched(rollouts: readonly RolloutDetail[], fault?: Error) {
  const plane = aPlane(...rollouts);
  plane.fault = fault;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const shown: RolloutModel[] = [];
  const failures: unknown[] = [];
  let deletions = 0;
  watchRollout({
    session: plane.session,
    id: 'r-1',
    show: (model) => shown.push(model),
    failed: (error) => failures.push(error),
    deleted: () => (deletions += 1),
    signal: leaving.signal,
  });
  return {
    plane,
    failures,
    leave: () => leaving.abort(),
    last: () => shown.at(-1)?.rollout,
    deletions: () => deletions,
  };
}

/** The same, followed. */
async function followed(rollout = aRollout()) {
  const page = watched([rollout]);
  await page.plane.pass(0);
  page.plane.connect();
  await page.plane.pass(1000);
  return page;
}

describe('a rollout that is watched', () => {
  test('is fetched again until it is had, when the control plane is away at first', async () => {
    const { plane, failures, last } = watched([aRollout()], AWAY);
    await plane.pass(0);
    expect(failures).toEqual([AWAY]);
    plane.fault = undefined;
    await plane.pass(5000);
    expect(last()?.id).toBe('r-1');
  });

  test('is not asked for again when there is none of that name', async () => {
    const { plane, failures, deletions } = watched([]);
    await plane.pass(120_000);
    expect(plane.asked).toEqual(['r-1']);
    expect(failures).toEqual([new HttpFailed('there is no rollout r-1', 404)]);
    expect(deletions()).toBe(0);
  });

  test('is asked for ever more seldom while it cannot be had, and not after the page was left', async () => {
    const { plane, leave } = watched([aRollout()], AWAY);
    await plane.pass(60_000);
    const times = plane.asked.length;
    expect(times).toBeGreaterThan(4);
    expect(times).toBeLessThan(8);
    leave();
    await plane.pass(600_000);
    expect(plane.asked.length).toBe(times);
  });

  test('is fetched again when the fetch after a row has failed', async () => {
    const { plane, last } = await followed();
    plane.fault = new HttpFailed('the disk is full', 503);
    plane.tell(aRow({ type: 'status_change', detail: { to: 'paused' } }));
    await plane.pass(2000);
    expect(last()).toMatchObject({ status: 'paused', reason: null });
    plane.fault = undefined;
    plane.rollouts = [aRollout({ status: 'paused', reason: 'batch 1 failed', last_seq: 11 })];
    await plane.pass(10_000);
    expect(last()?.reason).toBe('batch 1 failed');
  });

  test('is fetched again when the fetch after its end has failed', async () => {
    const { plane, last } = await followed(aRollout({ on_failure: 'revert' }));
    plane.fault = AWAY;
    plane.tell(aRow({ type: 'status_change', detail: { to: 'failed' } }), END);
    await plane.pass(2000);
    plane.fault = undefined;
    plane.rollouts = [aRollout({ status: 'failed', phase: 'reverted', last_seq: 11 })];
    await plane.pass(10_000);
    expect(last()?.phase).toBe('reverted');
  });

  test('is fetched anew when its feed stands again', async () => {
    const { plane, last } = await followed();
    plane.lose();
    plane.rollouts = [aRollout({ status: 'paused', reason: 'batch 1 failed' })];
    plane.connect();
    await plane.pass(0);
    expect(last()?.reason).toBe('batch 1 failed');
  });

  test('is what a control plane says that was restored from a backup, and goes on from there', async () => {
    const { plane, last } = await followed(aRollout({ last_seq: 500 }));
    plane.tell(aRow({ seq: 501, machine_id: 'web-01', detail: { verdict: 'unhealthy' } }));
    plane.lose();
    plane.rollouts = [aRollout({ last_seq: 40, status: 'running' })];
    plane.connect();
    await plane.pass(500);
    expect(last()?.last_seq).toBe(40);
    plane.tell(aRow({ seq: 41, type: 'status_change', detail: { to: 'paused' } }));
    plane.rollouts = [aRollout({ last_seq: 41, status: 'paused', reason: 'batch 1 failed' })];
    await plane.pass(5000);
    expect(last()).toMatchObject({ status: 'paused', reason: 'batch 1 failed' });
    expect(plane.feeds[0]?.after()).toBe(41);
  });

  test('leaves it to the page to say that nobody answers while its feed is lost', async () => {
    const { plane, failures } = await followed();
    plane.tell(aRow({ type: 'status_change', detail: { to: 'paused' } }));
    plane.lose();
    plane.fault = AWAY;
    await plane.pass(20_000);
    expect(plane.asked.length).toBeGreaterThan(2);
    expect(failures).toEqual([]);
  });

  test('follows no feed of an ended rollout but that of deletions', async () => {
    const { plane } = await followed(aRollout({ status: 'completed' }));
    expect(plane.feeds.map(({ path, query }) => [path, query?.()])).toEqual([
      ['/api/v1/live', { topics: 'rollout_deleted' }],
    ]);
  });

  test.each(['end', 'restore'])('changes over to the other feed at its %s', async (what) => {
    const ended = aRollout({ status: 'completed' });
    const { plane } = await followed(what === 'end' ? aRollout() : ended);
    plane.rollouts = [what === 'end' ? ended : aRollout()];
    if (what === 'end') plane.tell(END);
    else plane.lose();
    plane.connect();
    await plane.pass(1000);
    expect(plane.feeds.map(({ path }) => path)).toEqual([
      what === 'end' ? '/api/v1/live' : '/api/v1/rollouts/:id/live',
    ]);
  });

  test('is told to be deleted, and followed no more', async () => {
    const { plane, failures, deletions } = await followed(aRollout({ status: 'completed' }));
    plane.rollouts = [];
    plane.tell(DELETED);
    await plane.pass(1000);
    expect(deletions()).toBe(1);
    expect(plane.feeds).toEqual([]);
    expect(failures).toEqual([]);
    const times = plane.asked.length;
    await plane.pass(600_000);
    expect(plane.asked.length).toBe(times);
  });

  test.each([
    ['stands again', 'completed'],
    ['is refused', 'running'],
  ] as const)('is found to be deleted when its feed %s', async (how, status) => {
    const { plane, deletions } = await followed(aRollout({ status }));
    plane.lose();
    plane.rollouts = [];
    if (how === 'is refused') plane.feeds[0]?.refused?.();
    else plane.connect();
    await plane.pass(1000);
    expect(deletions()).toBe(1);
  });

  test('is not asked for when another one is deleted', async () => {
    const { plane } = await followed(aRollout({ status: 'completed' }));
    const times = plane.asked.length;
    plane.tell(aRow({ type: 'rollout_deleted', rollout_id: null, detail: { rollout_id: 'r-2' } }));
    await plane.pass(60_000);
    expect(plane.asked.length).toBe(times);
  });
});
