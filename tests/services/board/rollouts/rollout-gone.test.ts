import { describe, expect, test } from 'vitest';
import { aRollout, aRow } from './a-rollout.ts';
import { followed, watched } from './a-watched-rollout.ts';

const DELETED = aRow({ seq: 90, type: 'rollout_deleted', rollout_id: null, detail: { rollout_id: 'r-1' } });

describe('a rollout that is watched and gone', () => {
  test('is said to be deleted when that was heard, and is looked for twice a minute', async () => {
    const { plane, failures, gone } = await followed(aRollout({ status: 'completed' }));
    plane.rollouts = [];
    plane.tell(DELETED);
    await plane.pass(1000);
    expect(gone).toEqual(['deleted']);
    expect(failures).toEqual([]);
    const times = plane.asked.length;
    await plane.pass(300_000);
    expect(plane.asked.length - times).toBe(10);
    expect(new Set(gone)).toEqual(new Set(['deleted']));
  });

  test('is said to be deleted when that ends its feed', async () => {
    const { plane, gone } = await followed();
    plane.rollouts = [];
    plane.tell({ type: 'end', reason: 'deleted' });
    await plane.pass(1000);
    expect(gone).toEqual(['deleted']);
  });

  test.each([
    ['its feed stands again', true],
    ['half a minute later', false],
  ])('is shown and followed again when a proxy knew nothing of it for a while: %s', async (_, isConnected) => {
    const { plane, gone, shown, last } = await followed();
    const { rollouts } = plane;
    plane.rollouts = [];
    plane.tell(aRow({ type: 'status_change', detail: { to: 'paused' } }), aRow({ seq: 12 }));
    await plane.pass(2000);
    expect(gone).toEqual(['unknown']);
    const before = shown();
    plane.rollouts = rollouts;
    if (isConnected) plane.connect();
    await plane.pass(isConnected ? 0 : 30_000);
    expect(shown()).toBe(before + 1);
    expect(last()?.status).toBe('running');
    expect(plane.feeds.map(({ path }) => path)).toEqual(['/api/v1/rollouts/:id/live']);
  });

  test('shows no row any more that was heard before it was gone', async () => {
    const { plane, gone, shown } = await followed();
    plane.rollouts = [];
    plane.feeds[0]?.refused?.();
    plane.tell(aRow({ machine_id: 'web-01', detail: { verdict: 'healthy' } }));
    const before = shown();
    await plane.pass(1000);
    plane.lose();
    await plane.pass(1000);
    expect(gone).toEqual(['unknown']);
    expect(shown()).toBe(before);
  });

  test('is not said to be deleted when it was and came back from a backup', async () => {
    const { plane, gone } = await followed(aRollout({ status: 'completed' }));
    const { rollouts } = plane;
    plane.rollouts = [];
    plane.tell(DELETED);
    await plane.pass(1000);
    plane.rollouts = rollouts;
    plane.lose();
    plane.connect();
    await plane.pass(1000);
    plane.rollouts = [];
    plane.lose();
    plane.connect();
    await plane.pass(1000);
    expect([gone[0], gone.at(-1)]).toEqual(['deleted', 'unknown']);
  });

  test.each([
    ['stands for the first time', 'completed'],
    ['stands again', 'completed'],
    ['is refused', 'running'],
  ] as const)('is found to be gone when its feed %s', async (how, status) => {
    const page = watched([aRollout({ status })]);
    const { plane, gone } = page;
    await plane.pass(1000);
    if (how !== 'stands for the first time') plane.connect();
    if (how === 'stands again') plane.lose();
    plane.rollouts = [];
    if (how === 'is refused') plane.feeds[0]?.refused?.();
    else plane.connect();
    await plane.pass(1000);
    expect(gone[0]).toBe('unknown');
  });

  test('is not asked for when another one is deleted', async () => {
    const { plane } = await followed(aRollout({ status: 'completed' }));
    const times = plane.asked.length;
    plane.tell(aRow({ type: 'rollout_deleted', rollout_id: null, detail: { rollout_id: 'r-2' } }));
    await plane.pass(60_000);
    expect(plane.asked.length).toBe(times);
  });
});
