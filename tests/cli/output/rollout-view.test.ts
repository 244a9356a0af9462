import { describe, expect, test } from 'vitest';
import { RolloutView } from '../../../cli/output/rollout-view.ts';
import type { FeedRow } from '../../../machines/model/feed.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { aFrame, aPart, aRollout } from './a-rollout.ts';

/** A rollout of two batches of one, as our control plane tells it, after these rows. */
function after(rows: readonly Partial<FeedRow>[], changes: Partial<RolloutDetail> = {}): RolloutView {
  const machines = [aPart('a', 'pending'), aPart('b', 'pending', { batch_index: 1 })];
  const view = new RolloutView(aRollout({ machines, ...changes }));
  for (const [index, row] of rows.entries()) {
    const frame = aFrame(11 + index, row);
    if (frame.type === 'row') view.see(frame.row);
  }
  return view;
}

const told = (machine: string, type: string, detail: Record<string, unknown> = {}): Partial<FeedRow> => ({
  type,
  machine_id: machine,
  detail: { machine_id: machine, ...detail },
});
const soaks = told('a', 'machine_soaking', { batch_index: 0 });
const isHealthy = told('a', 'machine_settled', { batch_index: 0, verdict: 'healthy' });
const fails = told('b', 'machine_settled', { batch_index: 1, verdict: 'unhealthy' });
const second: Partial<FeedRow> = { type: 'batch_started', detail: { batch_index: 1, machines: 1 } };
const goesBack: Partial<FeedRow>[] = [
  { detail: { from: 'running', to: 'failed' } },
  { type: 'revert_started', detail: { machines: 2 } },
  { type: 'revert_batch_started', detail: { batch_index: 1, machines: 1 } },
  told('b', 'machine_reverting'),
];

describe('how a rollout stands', () => {
  test.each<[Partial<FeedRow>[], string, string[]]>([
    [[], 'running · batch 1/2 · 0/2 healthy · r-1', ['a']],
    [[soaks], 'running · batch 1/2 · 0/2 healthy · 1 soaking · r-1', ['a']],
    [[soaks, isHealthy], 'running · batch 1/2 · 1/2 healthy · r-1', []],
    [[isHealthy, second], 'running · batch 2/2 · 1/2 healthy · r-1', ['b']],
    [[isHealthy, second, fails], 'running · batch 2/2 · 1/2 healthy · 1 unhealthy · r-1', []],
    [[isHealthy, second, fails, told('b', 'machine_told')], 'running · batch 2/2 · 1/2 healthy · r-1', ['b']],
    [[isHealthy, second, fails, ...goesBack], 'reverting · batch 2/2 · 1/2 healthy · 1 going back · r-1', ['b']],
    [
      [
        ...[isHealthy, second, fails, ...goesBack],
        told('b', 'machine_reverted', { verdict: 'reverted' }),
        { type: 'revert_completed', detail: { phase: 'revert_incomplete', reverted: 1, machines: 2 } },
      ],
      'revert_incomplete · batch 2/2 · 1/2 healthy · 1 back · r-1',
      [],
    ],
  ])('%#: is one line, and who is waited for', (rows, line, waiting) => {
    const view = after(rows);
    expect(view.line).toBe(line);
    expect(view.waiting()).toEqual(waiting);
  });

  test('knows who goes back though it has not seen the batch begin', () => {
    const machines = [aPart('a', 'healthy'), aPart('b', 'reverting', { batch_index: 1 })];
    const batches = aRollout().batches.map((batch) => ({ ...batch, status: 'failed' as const }));
    const view = after([], { status: 'failed', phase: 'reverting', machines, batches });
    expect(view.line).toBe('reverting · 1/2 healthy · 1 going back · r-1');
    expect(view.waiting()).toEqual(['b']);
  });

  test('asks nobody why where the control plane cannot say', () => {
    const { machines: _, ...old } = aRollout();
    expect(new RolloutView(old).waiting()).toEqual([]);
  });

  test('knows the machines of a batch', () => {
    const view = after([]);
    expect([view.membersOf(1), view.membersOf(7), view.membersOf('revert')]).toEqual([['b'], [], []]);
  });
});
