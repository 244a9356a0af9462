import { describe, expect, test } from 'vitest';
import { HttpFailed, Unreachable } from '../../../../machines/errors.ts';
import { aHold } from './a-plane.ts';
import { aRollout, aRow } from './a-rollout.ts';
import { followed, watched } from './a-watched-rollout.ts';

const AWAY = new Unreachable('the control plane does not answer');
const END = { type: 'end', reason: 'completed' } as const;

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
    const { plane, failures, gone } = watched([]);
    await plane.pass(120_000);
    expect(plane.asked).toEqual(['r-1']);
    expect(failures).toEqual([new HttpFailed('there is no rollout r-1', 404)]);
    expect(gone).toEqual([]);
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

  test('is followed as what was fetched has it: rows may tell of a failure and not that it is being taken back', async () => {
    const { plane } = await followed();
    const { held, release } = aHold();
    plane.held = held;
    plane.tell(aRow({ type: 'revert_started' }));
    await plane.pass(2000);
    plane.tell(aRow({ seq: 12, type: 'status_change', detail: { to: 'failed' } }));
    release();
    await plane.pass(10);
    expect(plane.feeds.map(({ path }) => path)).toEqual(['/api/v1/rollouts/:id/live']);
  });

  test('is fetched whole once when it has ended, and looked for with little when the feed of deletions stands', async () => {
    const { plane } = await followed(aRollout({ status: 'completed' }));
    await plane.pass(60_000);
    expect(plane.asked).toEqual(['r-1', 'why r-1']);
  });

  test('is fetched again half a minute after it was refused, once it was had', async () => {
    const { plane, failures, last } = await followed();
    const refusal = new HttpFailed('the proxy knows you not', 403);
    plane.fault = refusal;
    plane.tell(END);
    await plane.pass(2000);
    expect(failures).toEqual([refusal]);
    plane.fault = undefined;
    plane.rollouts = [aRollout({ status: 'completed' })];
    await plane.pass(30_000);
    expect(last()?.status).toBe('completed');
  });

  test('has what failed until it was fetched, whatever rows come', async () => {
    const { plane, failures, fetches, shown } = await followed();
    plane.fault = new HttpFailed('the disk is full', 500);
    plane.tell(aRow({ type: 'status_change', detail: { to: 'paused' } }));
    await plane.pass(500);
    const [before, seen] = [fetches(), shown()];
    plane.tell(aRow({ seq: 12, machine_id: 'web-01', detail: { verdict: 'healthy' } }));
    await plane.pass(500);
    expect(failures.length).toBeGreaterThan(0);
    expect([fetches() - before, shown() - seen]).toEqual([0, 1]);
    plane.fault = undefined;
    await plane.pass(5000);
    expect(fetches()).toBeGreaterThan(before);
  });
});
