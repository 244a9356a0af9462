import { describe, expect, test } from 'vitest';
import {
  type DeployOrder,
  isUnheardOf,
  type Part,
  partBack,
  partFor,
  revertOf,
} from '../../../machines/policy/part.ts';

const OLD = '/nix/store/old';
const NEW = '/nix/store/new';

const order: DeployOrder = { rollout: 'r-1', batch: 0, attempt: 1, wanted: NEW, cacheUrl: 'https://c', soakMs: 7 };
const aPart = (part: Partial<Part> = {}): Part => ({
  ...{ rollout: 'r-1', batch: 0, attempt: 1, wanted: NEW, cacheUrl: null, previous: OLD },
  ...{ soakMs: 0, soaksSince: null, verdict: 'open' },
  ...part,
});
const present = (running: string | null, desired: string | null, part: Part | null = null) => ({
  machineId: 'web-01',
  running,
  desired: desired === null ? null : { path: desired, cacheUrl: null, assignment: null },
  part,
});

describe('the part of a machine', () => {
  test.each([
    ['what it reports', OLD, NEW, OLD],
    ['what it was told, when it has not reported', null, OLD, OLD],
    ['what it was told, when it reports nothing', '', OLD, OLD],
    ['nothing, when nobody knows', null, null, null],
    ['nothing, when all that is known is empty', '', '', null],
  ])('remembers what it ran before: %s', (_, running, desired, previous) => {
    expect(partFor(present(running, desired), order)).toMatchObject({ previous, verdict: 'open', soakMs: 7 });
  });

  test.each(['open', 'healthy', 'unhealthy', 'closed'] as const)(
    'that is %s keeps what was remembered at the next try, and begins anew',
    (verdict) => {
      const again = partFor(present(NEW, NEW, aPart({ verdict, soaksSince: 5 })), { ...order, attempt: 2 });
      expect(again).toMatchObject({ previous: OLD, attempt: 2, verdict: 'open', soaksSince: null });
    },
  );

  test('in another rollout remembers anew', () => {
    expect(partFor(present(NEW, NEW, aPart({ rollout: 'r-0' })), order).previous).toBe(NEW);
  });

  test('in mail of version 1 need not soak', () => {
    const { soakMs: _, ...ofVersion1 } = order;
    expect(partFor(present(OLD, null), ofVersion1).soakMs).toBe(0);
  });

  test('on the way back wants what ran before, and need not soak', () => {
    const part = aPart({ soakMs: 7, soaksSince: 5, verdict: 'healthy' });
    expect(partBack({ part })).toMatchObject({ batch: 'revert', wanted: OLD, soakMs: 0, soaksSince: null });
    expect(partBack({ part: aPart({ previous: null }) })).toBeUndefined();
  });
});

describe('the order to go back', () => {
  const desired = { path: NEW, cacheUrl: null, assignment: 'r-1:0:1' };
  const asked = { rollout: 'r-1', wasTold: true };

  test.each(['open', 'healthy', 'unhealthy', 'closed'] as const)('can be taken with a part that is %s', (verdict) => {
    expect(revertOf({ part: aPart({ verdict }), desired }, asked)).toEqual({ can: true });
  });

  test.each([
    ['skipped', 'it was not told to change', null, false],
    ['skipped', 'it was not told to change', null, true],
    ['skipped', 'it was not told to change', aPart({ rollout: 'r-0' }), false],
    ['superseded', 'a newer rollout has it', aPart({ rollout: 'r-2' }), true],
    ['superseded', 'its desired path was changed since', aPart({ wanted: OLD }), true],
    ['unhealthy', 'what it ran before is not known', aPart({ previous: null }), true],
  ] as [string, string, Part | null, boolean][])('cannot be taken: %s, %s', (outcome, reason, part, wasTold) => {
    expect(revertOf({ part, desired }, { rollout: 'r-1', wasTold })).toEqual({ can: false, outcome, reason });
  });
});

describe('a desired path that an operator has set since', () => {
  test('is left alone by the order to go back, also when it is the very same', () => {
    const desired = { path: NEW, cacheUrl: null, assignment: null };
    const answer = revertOf({ part: aPart({ verdict: 'healthy' }), desired }, { rollout: 'r-1', wasTold: true });
    expect(answer).toMatchObject({ can: false, outcome: 'superseded' });
  });
});

describe('what is given up', () => {
  const heard = { part: null, lastOrder: 'r-1:0:2', lastRevert: 'r-0' };

  test.each([
    ['is the order that came', { rollout: 'r-1', batch: 0, attempt: 2 }, false],
    ['is another try', { rollout: 'r-1', batch: 0, attempt: 3 }, true],
    ['is another rollout', { rollout: 'r-2', batch: 0, attempt: 2 }, true],
    ['is the order to go back that came', { rollout: 'r-0', batch: 'revert' }, false],
    ['is another order to go back', { rollout: 'r-1', batch: 'revert' }, true],
    ['is a batch of a rollout that goes back', { rollout: 'r-0', batch: 0, attempt: 9 }, false],
    ['does not say what it is', { rollout: 'r-1' }, false],
    ['does not say which try', { rollout: 'r-1', batch: 0 }, false],
  ] as const)('%s: %j, unheard of: %s', (_, giveUp, isUnheard) => {
    expect(isUnheardOf(heard, giveUp)).toBe(isUnheard);
  });
});
