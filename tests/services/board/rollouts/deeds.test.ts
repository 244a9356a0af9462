import { describe, expect, test } from 'vitest';
import type { RolloutPhase, RolloutStatus } from '../../../../machines/model/rollout.ts';
import { type Deed, deedQuestion, isPossible, whatChanged } from '../../../../services/board/rollouts/deeds.ts';
import { rolloutModel } from '../../../../services/board/rollouts/rollout-model.ts';
import { aBatch, aMachine, aRollout } from './a-rollout.ts';

const DEEDS: readonly Deed[] = ['pause', 'resume', 'cancel'];

describe('what an operator can do with a rollout', () => {
  test.each<[RolloutStatus, RolloutPhase | null, Deed[]]>([
    ['created', null, ['cancel']],
    ['running', null, ['pause', 'cancel']],
    ['paused', null, ['resume', 'cancel']],
    ['completed', null, []],
    ['cancelled', null, []],
    ['failed', null, []],
    ['failed', 'reverting', ['cancel']],
    ['failed', 'reverted', []],
  ])('%s, %s: %j', (status, phase, possible) => {
    expect(DEEDS.filter((deed) => isPossible(deed, { status, phase }))).toEqual(possible);
  });

  test('is told what a cancel leaves behind', () => {
    const machines = [aMachine(), aMachine({ machine_id: 'web-02', started_at: null })];
    const { sentences } = deedQuestion('cancel', rolloutModel(aRollout({ machines })));
    expect(sentences.join(' ')).toContain('1 of 2 machines were told');
  });

  test('is told that a cancel stops a way back', () => {
    const { confirm } = deedQuestion('cancel', rolloutModel(aRollout({ status: 'failed', phase: 'reverting' })));
    expect(confirm).toBe('Stop taking back');
  });

  test('is told where a resume goes on', () => {
    const sentence = (status: 'failed' | 'pending' | 'waiting_health') =>
      deedQuestion('resume', rolloutModel(aRollout({ batches: [aBatch({ status })] }))).sentences[0];
    expect(sentence('failed')).toContain('Batch 1 is tried again');
    expect(sentence('pending')).toBe('Batch 1 begins.');
    expect(sentence('waiting_health')).toContain('is waited for');
  });

  test('is told that who was told goes on over a pause', () => {
    expect(deedQuestion('pause', rolloutModel(aRollout())).sentences.join(' ')).toContain('Batch 1 is under way');
  });
});

describe('what has changed since an operator was asked', () => {
  const told = (count: number) =>
    rolloutModel(
      aRollout({
        machines: ['a', 'b'].map((machine_id, index) =>
          aMachine({ machine_id, ...(index >= count && { started_at: null }) }),
        ),
      }),
    );
  const paused = (status: 'failed' | 'waiting_health') =>
    rolloutModel(aRollout({ status: 'paused', batches: [aBatch({ status })] }));

  test('is nothing while a cancel only leaves more behind', () => {
    expect(whatChanged('cancel', told(1), told(2))).toBeUndefined();
  });

  test('is nothing while a pause comes a batch later', () => {
    const batches = (first: 'waiting_health' | 'succeeded', second: 'pending' | 'waiting_health') =>
      rolloutModel(aRollout({ batches: [aBatch({ status: first }), aBatch({ batch_index: 1, status: second })] }));
    expect(whatChanged('pause', batches('waiting_health', 'pending'), batches('succeeded', 'waiting_health'))).toBe(
      undefined,
    );
  });

  test('is that a cancel would stop the way back', () => {
    const reverting = rolloutModel(aRollout({ status: 'failed', phase: 'reverting' }));
    expect(whatChanged('cancel', told(1), reverting)).toMatch(
      /^It is reverting by now.*No further batch goes back.*look again/,
    );
  });

  test('is that it cannot be done any more', () => {
    const cancelled = rolloutModel(aRollout({ status: 'cancelled' }));
    expect(whatChanged('resume', paused('failed'), cancelled)).toMatch(/^It is cancelled by now: it cannot be resumed/);
  });

  test('is that a resume would try a batch again', () => {
    expect(whatChanged('resume', paused('waiting_health'), paused('failed'))).toContain('is tried again');
    expect(whatChanged('resume', paused('failed'), paused('failed'))).toBeUndefined();
  });
});
