import { describe, expect, test } from 'vitest';
import { rolloutLines } from '../../../cli/output/rollout-lines.ts';
import { aPart, aRollout } from './a-rollout.ts';

const plain = (text: string): string => text;
const NOTHING_SAID = new Map<string, string>();

describe('a rollout with all that is known of it', () => {
  test('says of each machine that is not settled what it waits for', () => {
    const machines = [aPart('a', 'soaking'), aPart('b', 'pending', { batch_index: 1 })];
    const sentences = new Map([
      ['a', 'healthy, and soaking: 41 s left'],
      ['b', 'batch 2 starts when 1 more of batch 1 is healthy\u001b[2J'],
    ]);
    const lines = rolloutLines(aRollout({ machines }), sentences, plain);
    expect(lines).toContain('  a → soaking: healthy, and soaking: 41 s left');
    expect(lines).toContain('  b → pending: batch 2 starts when 1 more of batch 1 is healthy');
    expect(lines).toContain(' 0      deploying  1         0/1 (1 soaking) ');
  });

  test('says of one that is settled why it was judged so', () => {
    const machines = [aPart('a', 'unhealthy', { reason: 'nginx: inactive' }), aPart('b', 'healthy')];
    const lines = rolloutLines(aRollout({ machines }), NOTHING_SAID, plain);
    expect(lines).toEqual(expect.arrayContaining(['  a → unhealthy: nginx: inactive', '  b → healthy']));
  });

  test('has the gates that were asked for, and no others', () => {
    const gates = { soak_seconds: 60, success_threshold: '90%', progress_deadline: 3600, seed: 0 };
    const asked = rolloutLines(aRollout(gates), NOTHING_SAID, plain);
    expect(asked).toEqual(
      expect.arrayContaining([
        'Must be healthy:  90%',
        'Soak time:        60s',
        'Deadline:         3600s',
        'Seed:             0',
      ]),
    );
    const none = { soak_seconds: 0, success_threshold: null, progress_deadline: null };
    const bare = rolloutLines(aRollout(none), NOTHING_SAID, plain);
    expect(bare.filter((line) => /^(Must|Soak|Deadline|Seed)/.test(line))).toEqual([]);
  });

  test('of a v0.1.1 control plane is what it has always been', () => {
    const { batches } = aRollout();
    const judged = batches.map((batch, index) =>
      index === 0
        ? { ...batch, status: 'failed' as const, machine_health: { a: { unhealthy: 'batch failed' } } }
        : batch,
    );
    expect(rolloutLines(aRollout({ batches: judged }), NOTHING_SAID, plain)).toEqual([
      'Rollout:         r-1',
      'Status:          running',
      'Strategy:        canary',
      'Release:         rel-1',
      'On failure:      pause',
      'Fail threshold:  0',
      'Health timeout:  300s',
      'Created by:      apikey:admin',
      'Created at:      2026-01-31 12:00:00 UTC',
      'Updated at:      2026-01-31 12:00:00 UTC',
      '',
      ' BATCH  STATUS   MACHINES  HEALTHY ',
      ' 0      failed   1         0/1     ',
      ' 1      pending  1         0/1     ',
      '  a → unhealthy: batch failed',
      '  b → pending',
    ]);
  });
});
