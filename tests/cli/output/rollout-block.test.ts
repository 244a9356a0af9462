import { describe, expect, test } from 'vitest';
import { rolloutBlock } from '../../../cli/output/rollout-block.ts';
import { RolloutView } from '../../../cli/output/rollout-view.ts';
import type { Verdict } from '../../../machines/model/rollout.ts';
import { aFrame, aPart, aRollout } from './a-rollout.ts';

/** A rollout with batches of machines with these verdicts, of which one is at hand. */
function aView(batches: readonly (readonly Verdict[])[], atHand: number): RolloutView {
  const names = batches.map((verdicts, index) => verdicts.map((_, n) => `m${index}-${n}`));
  return new RolloutView(
    aRollout({
      batches: names.map((ids, index) => ({
        ...{ batch_index: index, machine_ids: ids, machine_health: {}, started_at: null, completed_at: null },
        status: index === atHand ? 'deploying' : 'pending',
      })),
      machines: batches.flatMap((verdicts, index) =>
        verdicts.map((verdict, n) => aPart(`m${index}-${n}`, verdict, { batch_index: index })),
      ),
    }),
  );
}

const shown = (view: RolloutView, sentences: Record<string, string> = {}) =>
  rolloutBlock(view, (machine) => sentences[machine]);

describe('what stands below the status of a rollout', () => {
  test('is its batches, and the machines at hand that are not settled, with what they wait for', () => {
    const view = aView([['healthy'], ['healthy', 'pending', 'soaking'], ['pending', 'pending']], 1);
    expect(shown(view, { 'm1-1': 'fetches the closure\u001b[2J' })).toEqual([
      '  ✔ batch 1: 1/1 healthy',
      '  ▸ batch 2: 1/3 healthy, 1 soaking',
      '      m1-1  pending  fetches the closure',
      '      m1-2  soaking',
      '  · batch 3: 2 machines',
    ]);
  });

  test('has store paths without their hashes, which would leave no room for the rest', () => {
    const path = `/nix/store/${'a'.repeat(32)}-system-web`;
    expect(shown(aView([['pending']], 0), { 'm0-0': `told to run ${path} 2 s ago` })).toContain(
      '      m0-0  pending  told to run aaaa…-system-web 2 s ago',
    );
  });

  test('loses a machine when it is settled', () => {
    const view = aView([['pending', 'pending']], 0);
    const { row } = aFrame(1, { type: 'machine_settled', machine_id: 'm0-0', detail: { verdict: 'unhealthy' } }) as {
      row: Parameters<RolloutView['see']>[0];
    };
    view.see(row);
    expect(shown(view)).toEqual(['  ▸ batch 1: 0/2 healthy, 1 unhealthy', '      m0-1  pending']);
    expect(view.fraction).toBe(0.5);
  });

  test('names a few of many machines, and the batches around the one at hand', () => {
    const view = aView(
      Array.from({ length: 9 }, () => Array.from({ length: 8 }, () => 'pending' as const)),
      4,
    );
    expect(shown(view)).toEqual([
      '  … 2 earlier batches',
      '  · batch 3: 8 machines',
      '  · batch 4: 8 machines',
      '  ▸ batch 5: 0/8 healthy',
      ...['0', '1', '2', '3', '4', '5'].map((n) => `      m4-${n}  pending`),
      '      and 2 more machines',
      '  · batch 6: 8 machines',
      '  · batch 7: 8 machines',
      '  … 2 later batches',
    ]);
  });

  test('has every batch at hand in which machines go back', () => {
    const view = aView([['reverting'], ['reverted', 'reverting']], 1);
    expect(shown(view)).toEqual([
      '  ▸ batch 1: 0/1 healthy, 1 going back',
      '      m0-0  reverting',
      '  ▸ batch 2: 0/2 healthy, 1 going back, 1 back',
      '      m1-1  reverting',
    ]);
  });
});
