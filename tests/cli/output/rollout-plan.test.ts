import { describe, expect, test } from 'vitest';
import { localPlanLines, planLines } from '../../../cli/output/rollout-plan.ts';
import { rolloutSettings } from '../../../cli/rollout/rollout-settings.ts';
import type { RolloutPlan } from '../../../machines/model/rollout.ts';

const NO_FLAGS = {
  ...{ strategy: undefined, 'batch-size': undefined, 'failure-threshold': undefined, 'on-failure': undefined },
  ...{ 'health-timeout': undefined, 'success-threshold': undefined, soak: undefined, 'progress-deadline': undefined },
  ...{ seed: undefined, retry: false, supersede: false },
};
const settings = (flags: object = {}) => rolloutSettings({ ...NO_FLAGS, ...flags }, { url: 'http://localhost:8080' });

const names = (count: number, prefix = 'web'): string[] => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

const aPlan = (batches: readonly string[][], changes: Partial<RolloutPlan> = {}): RolloutPlan => ({
  release_id: 'rel-1',
  strategy: 'staged',
  seed: 42,
  batches: batches.map((machine_ids, batch_index) => ({ batch_index, machine_ids, status: 'pending' })),
  total_machines: batches.flat().length,
  skipped: [],
  conflicts: [],
  warnings: [],
  ...changes,
});

describe('the plan of a rollout', () => {
  test('is its batches with their machines, and its gates', () => {
    expect(planLines(aPlan([['a'], ['b', 'c']]), settings())).toEqual([
      'Plan: release rel-1 to 3 machines in 2 batches (staged, seed 42)',
      '  batch 1: a',
      '  batch 2: b, c',
      'Each batch may have 0 unhealthy and waits 300 s for health; on failure: pause',
    ]);
  });

  test('has every gate that was asked for', () => {
    const flags = { 'success-threshold': '90%', soak: 60, 'progress-deadline': 3600, 'failure-threshold': '10%' };
    expect(planLines(aPlan([['a']], { strategy: 'all_at_once' }), settings(flags))).toEqual([
      'Plan: release rel-1 to 1 machine in 1 batch (all-at-once, seed 42)',
      '  batch 1: a',
      'Each batch may have 10% unhealthy, needs 90% healthy and waits 300 s for health, which has to last for 60 s; ' +
        'all of it may take 3600 s; on failure: pause',
    ]);
  });

  test('shortens what is long', () => {
    const lines = planLines(aPlan([names(12), ...names(11).map((name) => [name])]), settings());
    expect(lines[1]).toBe('  batch 1: web-0, web-1, web-2, web-3, web-4, web-5, web-6, web-7 and 4 more');
    expect(lines.slice(10, 12)).toEqual(['  batch 10: web-8', '  and 2 more batches']);
  });

  test('says who is left out, together for each reason', () => {
    const skipped = [
      ...names(10, 'old').map((machine_id) => ({ machine_id, reason: 'is not in the release' })),
      { machine_id: 'db', reason: 'the same path failed on it\u001b[2J' },
    ];
    const warnings = ['11 machines of the target left out'];
    expect(planLines(aPlan([['a']], { skipped, warnings }), settings()).slice(3)).toEqual([
      'Note: 11 machines of the target left out',
      '  – old-0, old-1, old-2, old-3, old-4, old-5, old-6, old-7 and 2 more: is not in the release',
      '  – db: the same path failed on it',
    ]);
  });

  test('says what is in the way, or what will be cancelled', () => {
    const conflicts = [
      { machine_id: 'a', rollout_id: 'r-7' },
      { machine_id: 'b', rollout_id: 'r-7' },
      { machine_id: 'c', rollout_id: 'r-8' },
    ];
    const plan = aPlan([['a', 'b', 'c']], { conflicts });
    expect(planLines(plan, settings()).slice(-2)).toEqual([
      '✖ In the way is rollout r-7: it has a, b',
      '✖ In the way is rollout r-8: it has c',
    ]);
    expect(planLines(plan, settings({ supersede: true })).slice(-2)).toEqual([
      'Rollout r-7 will be cancelled: it has a, b',
      'Rollout r-8 will be cancelled: it has c',
    ]);
  });

  test('tells sizes only where nobody draws the lots', () => {
    const flags = { strategy: 'staged', 'batch-size': ['1', '100%'] };
    expect(localPlanLines('rel-1', names(3), settings(flags))).toEqual([
      'Release rel-1 would go to 3 machines: web-0, web-1, web-2',
      'Strategy staged: batch 1 of 1, batch 2 of 2',
      'Each batch may have 0 unhealthy and waits 300 s for health; on failure: pause',
    ]);
  });

  test('names machines so that a terminal only shows them', () => {
    expect(localPlanLines('rel-1', ['web\u001b[2J-0'], settings())[0]).toBe(
      'Release rel-1 would go to 1 machine: web-0',
    );
  });
});
