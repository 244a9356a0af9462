import { describe, expect, test } from 'vitest';
import { settlement, unreachable } from '../../../machines/policy/settlement.ts';
import type { Ending } from '../../../machines/policy/tally.ts';

const said = { machineId: 'web-01', rollout: 'r-1', batch: 0, attempt: 2 } as const;
const back = { ...said, batch: 'revert' } as const;

describe('the end of a part', () => {
  test.each([
    [said, 'healthy', 'healthy'],
    [said, 'unhealthy', 'unhealthy'],
    [said, 'skipped', 'skipped'],
    [said, 'superseded', 'superseded'],
    [back, 'healthy', 'reverted'],
    [back, 'unhealthy', 'revert_failed'],
    [back, 'skipped', 'skipped'],
    [back, 'superseded', 'superseded'],
  ] as [typeof said | typeof back, Ending, string][])(
    'of %j that is %s is in its row as %s',
    (part, outcome, verdict) => {
      const [row, event] = settlement(part, outcome, 'why');
      expect(row).toMatchObject({
        type: 'judged',
        verdict,
        reason: 'why',
        attempt: 2,
        isBack: part.batch === 'revert',
      });
      expect(event).toMatchObject({
        detail: { batch_index: part.batch, machine_id: 'web-01', verdict, reason: 'why' },
      });
    },
  );

  test('is told to the batch, by name and with its try', () => {
    const [, , mail] = settlement({ ...said, soaksSince: 5 }, 'unhealthy', 'why');
    expect(mail).toEqual({
      type: 'tell',
      to: 'batch:r-1:0',
      event: { type: 'machine.settled', outcome: 'unhealthy', attempt: 2, machineId: 'web-01', hasSoaked: true },
    });
  });

  test('on the way back is told to the rollout', () => {
    const [, event, mail] = settlement(back, 'unhealthy', 'no reports');
    expect(event).toMatchObject({ name: 'machine_reverted', message: 'web-01 could not go back: no reports' });
    expect(mail).toEqual({
      type: 'tell',
      to: 'rollout:r-1',
      event: { type: 'machine.reverted', outcome: 'unhealthy' },
    });
  });

  test('of a machine whose actor cannot be used is told by who waits for it', () => {
    const emissions = unreachable({ rollout: 'r-1', batch: 0, attempt: 2 }, 'machine:a:b');
    expect(emissions.map(({ type }) => type)).toEqual(['judged', 'event']);
    expect(emissions[0]).toMatchObject({ machineId: 'a:b', verdict: 'unhealthy' });
  });
});
