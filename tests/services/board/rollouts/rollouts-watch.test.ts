import { describe, expect, onTestFinished, test } from 'vitest';
import { Unreachable } from '../../../../machines/errors.ts';
import type { RolloutDetail } from '../../../../machines/model/rollout.ts';
import type { RolloutCard } from '../../../../services/board/rollouts/rollout-cards.ts';
import { watchRollouts } from '../../../../services/board/rollouts/rollouts-watch.ts';
import { aHold, aPlane } from './a-plane.ts';
import { aRollout, aRow, second } from './a-rollout.ts';

const AWAY = new Unreachable('the control plane does not answer');
type Status = RolloutDetail['status'];

const one = (id: string, at: number, status: Status = 'completed') => aRollout({ id, created_at: second(at), status });
/** So many that have ended, `done-1` the oldest, the newest first. */
const ended = (count: number) =>
  Array.from({ length: count }, (_, index) => one(`done-${count - index}`, count - index));
const changed = (id: string, to: Status) => aRow({ type: 'status_change', rollout_id: id, detail: { to } });
const deleted = (id: string) => aRow({ type: 'rollout_deleted', rollout_id: null, detail: { rollout_id: id } });

/** A list that is watched and followed. */
async function watched(rollouts: RolloutDetail[], { status, fault }: { status?: Status; fault?: Error } = {}) {
  const plane = aPlane(...rollouts);
  plane.fault = fault;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  let cards: readonly RolloutCard[] | undefined;
  let hasMore = false;
  const failures: unknown[] = [];
  let fetches = 0;
  const more = watchRollouts({
    session: plane.session,
    status,
    show(now, isMore) {
      cards = now;
      hasMore = isMore;
    },
    fetched: () => (fetches += 1),
    failed: (error) => failures.push(error),
    signal: leaving.signal,
  });
  if (fault === undefined) plane.connect();
  await plane.pass(10_000);
  return {
    plane,
    more,
    failures,
    fetches: () => fetches,
    hasMore: () => hasMore,
    shown: () => cards?.map(({ rollout }) => `${rollout.id} ${rollout.status}`),
  };
}

/** Has the list fetched anew, and more of it meanwhile; gives what lets the first answer go. */
async function moreWhileFetched({ plane, more }: Pick<Awaited<ReturnType<typeof watched>>, 'plane' | 'more'>) {
  const { held, release } = aHold();
  plane.lose();
  plane.held = held;
  plane.connect();
  await plane.pass(0);
  plane.held = undefined;
  more();
  await plane.pass(100);
  return release;
}

describe('a list that is watched', () => {
  test('is fetched once more when its feed stands, for what happened before', async () => {
    const { plane, shown } = await watched([one('r-1', 1, 'running')]);
    expect(plane.asked.filter((question) => question === 'list any 25').length).toBe(2);
    expect(shown()).toEqual(['r-1 running']);
  });

  test('is fetched again until it is had', async () => {
    const { plane, failures, shown } = await watched([one('r-1', 1)], { fault: AWAY });
    expect(failures.length).toBeGreaterThan(0);
    plane.fault = undefined;
    await plane.pass(30_000);
    expect(shown()).toEqual(['r-1 completed']);
  });

  test('has a new status at once, and its reason when it can be fetched', async () => {
    const { plane, shown, failures } = await watched([one('r-1', 1, 'running')]);
    plane.fault = AWAY;
    plane.tell(changed('r-1', 'cancelled'));
    await plane.pass(200);
    expect(shown()).toEqual(['r-1 cancelled']);
    await plane.pass(3000);
    expect(failures[0]).toBe(AWAY);
    plane.fault = undefined;
    plane.rollouts = [one('r-1', 1, 'cancelled'), one('r-0', 0)];
    await plane.pass(30_000);
    expect(shown()).toEqual(['r-1 cancelled', 'r-0 completed']);
  });

  test('has only those of its status, also when one leaves it', async () => {
    const { plane, shown } = await watched([one('b', 2, 'running'), one('a', 1, 'running')], { status: 'running' });
    plane.rollouts = [one('b', 2, 'running'), one('a', 1, 'cancelled')];
    plane.tell(changed('a', 'cancelled'));
    await plane.pass(200);
    expect(shown()).toEqual(['b running']);
    plane.rollouts = [one('b', 2, 'running')];
    await plane.pass(10_000);
    expect(shown()).toEqual(['b running']);
  });

  test.each([
    ['has ended', [one('old', 0, 'cancelled')], ['old cancelled']],
    ['was deleted', [], []],
  ])('asks for one that is older than the first page and %s', async (_, now, expected) => {
    const { plane, shown } = await watched([...ended(30), one('old', 0, 'paused')]);
    expect(shown()?.[0]).toBe('old paused');
    plane.rollouts = [...ended(30), ...now];
    // Of another one: its own row was lost.
    plane.tell(changed('new', 'running'));
    await plane.pass(10_000);
    expect(shown()?.filter((words) => words.startsWith('old'))).toEqual(expected);
  });

  test('has no rollout that was deleted', async () => {
    const { plane, shown } = await watched([one('b', 2), one('a', 1)]);
    plane.rollouts = [one('b', 2)];
    plane.tell(deleted('a'));
    await plane.pass(200);
    expect(shown()).toEqual(['b completed']);
  });

  test('has no rollout that was deleted while it was cut off, however old', async () => {
    const { plane, more, shown } = await watched(ended(60));
    more();
    await plane.pass(100);
    expect(shown()?.length).toBe(50);
    plane.lose();
    plane.rollouts = ended(60).filter(({ id }) => id !== 'done-15');
    plane.connect();
    await plane.pass(1000);
    expect(shown()).not.toContain('done-15 completed');
    expect(shown()?.length).toBe(50);
  });

  test('goes on where it ends, after it was fetched anew', async () => {
    const { plane, more, hasMore, shown } = await watched(ended(60));
    more();
    plane.lose();
    plane.connect();
    await plane.pass(1000);
    more();
    await plane.pass(1000);
    more();
    await plane.pass(1000);
    expect(shown()).toEqual(ended(60).map(({ id }) => `${id} completed`));
    expect(hasMore()).toBe(false);
  });

  test.each([
    [60, 50],
    [700, 500],
  ])('of %i takes nothing back that was fetched while it was on its way anew, up to %i', async (all, expected) => {
    const { plane, more, shown } = await watched(ended(all));
    while ((shown()?.length ?? 0) < expected - 25) {
      more();
      await plane.pass(100);
    }
    const release = await moreWhileFetched({ plane, more });
    release();
    await plane.pass(1000);
    expect(shown()?.length).toBe(expected);
  });

  test('ends when more than the control plane gives at once were fetched meanwhile', async () => {
    const { plane, more, shown } = await watched(ended(700));
    while ((shown()?.length ?? 0) < 500) {
      more();
      await plane.pass(100);
    }
    const release = await moreWhileFetched({ plane, more });
    const times = plane.asked.length;
    release();
    await plane.pass(1000);
    expect(plane.asked.length).toBe(times);
    expect(shown()?.length).toBe(500);
  });

  test('has more as rows have it that were heard while that was on its way', async () => {
    const { plane, more, shown } = await watched(ended(60));
    const { held, release } = aHold();
    plane.held = held;
    more();
    plane.held = undefined;
    plane.rollouts = ended(60).filter(({ id }) => id !== 'done-20');
    plane.tell(deleted('done-20'));
    await plane.pass(1000);
    release();
    await plane.pass(0);
    expect(shown()?.length).toBe(49);
    expect(shown()).not.toContain('done-20 completed');
  });

  test('has what failed until it was fetched, whatever rows come', async () => {
    const { plane, failures, fetches, shown } = await watched([one('r-1', 1, 'running')]);
    plane.fault = AWAY;
    plane.tell(changed('r-1', 'paused'));
    await plane.pass(3000);
    const before = fetches();
    plane.tell(changed('r-1', 'running'));
    await plane.pass(500);
    expect(failures.length).toBeGreaterThan(0);
    expect(shown()).toEqual(['r-1 running']);
    expect(fetches()).toBe(before);
    plane.fault = undefined;
    await plane.pass(30_000);
    expect(fetches()).toBeGreaterThan(before);
  });

  test('does not grow without end while one looks at it', async () => {
    const { plane, shown } = await watched(ended(30));
    for (let count = 31; count <= 200; count += 1) {
      plane.rollouts = ended(count);
      plane.tell(changed(`done-${count}`, 'completed'));
      await plane.pass(3000);
    }
    expect(shown()?.[0]).toBe('done-200 completed');
    expect(shown()?.length).toBeLessThanOrEqual(51);
  });

  test('is that of a control plane that was restored from a backup', async () => {
    const { plane, shown } = await watched([one('b', 2, 'running'), one('a', 1)]);
    plane.lose();
    plane.rollouts = [one('a', 1, 'running')];
    plane.connect();
    await plane.pass(1000);
    expect(shown()).toEqual(['a running']);
  });
});
