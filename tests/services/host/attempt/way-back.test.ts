import { describe, expect, test } from 'vitest';
import {
  type BackStep,
  debtsOf,
  hasWorked,
  isBack,
  paid,
  wayBack,
} from '../../../../services/host/attempt/way-back.ts';

const OLD = '/nix/store/a-old';
const NEW = '/nix/store/b-new';
const ELSE = '/nix/store/c-else';
const order = { previous: OLD, profile: OLD, mode: 'test-then-boot', platform: 'linux' } as const;

const words = (steps: readonly BackStep[]) =>
  steps.map((step) => `${step.is === 'profile' ? 'profile' : step.step} ${step.path.slice(-3)}`);

/** The way back of a machine on which a switch had begun. */
function from(place: { running: string; profile: string | null }, more: object = {}, hasBegun = true) {
  const whole = { ...order, ...more };
  return words(wayBack(whole, place, debtsOf(whole, place, hasBegun)));
}

describe('the way back', () => {
  test.each([
    ['only the link has moved', { running: NEW, profile: OLD }, {}, ['test old']],
    ['the profile is set', { running: NEW, profile: NEW }, {}, ['test old', 'profile old', 'boot old']],
    ['in the mode switch', { running: NEW, profile: NEW }, { mode: 'switch' }, ['profile old', 'switch old']],
    [
      'there was another profile',
      { running: NEW, profile: NEW },
      { profile: ELSE },
      ['test old', 'profile lse', 'boot lse'],
    ],
    [
      'there was another profile, in the mode switch',
      { running: NEW, profile: NEW },
      { profile: ELSE, mode: 'switch' },
      ['profile lse', 'test old', 'boot lse'],
    ],
    ['there was no profile', { running: NEW, profile: NEW }, { profile: null }, ['test old']],
    ['on a Mac', { running: NEW, profile: NEW }, { platform: 'darwin' }, ['test old', 'profile old']],
    ['what ran never stopped to run', { running: OLD, profile: OLD }, {}, ['test old']],
  ])('when %s', (_, place, more, expected) => expect(from(place, more)).toEqual(expected));

  test.each([
    ['nothing', { running: OLD, profile: OLD }, []],
    ['profile and boot entry', { running: OLD, profile: NEW }, ['profile old', 'boot old']],
  ])('takes back %s when the machine has been restarted and runs what ran', (_, place, expected) => {
    expect(from(place, {}, false)).toEqual(expected);
  });

  test.each([{ mode: 'test-then-boot' }, { mode: 'switch' }] as const)('ends when all is done, as $mode', (mode) => {
    const whole = { ...order, ...mode };
    const debts = debtsOf(whole, { running: NEW, profile: NEW }, true);
    const there = { running: OLD, profile: OLD };
    expect(isBack(whole, there, debts)).toBe(false);
    const left = wayBack(whole, { running: NEW, profile: NEW }, debts).reduce(paid, debts);
    expect(isBack(whole, there, left)).toBe(true);
    expect(isBack(whole, { ...there, profile: NEW }, left)).toBe(false);
    expect(isBack(whole, { ...there, running: NEW }, left)).toBe(false);
  });
});

describe('a step on the way back', () => {
  const activation: BackStep = { is: 'activation', path: OLD, step: 'test', pays: ['activation'] };

  test.each([
    [0, true],
    [2, true],
    [4, true],
    [1, false],
    [100, false],
    [-1, false],
  ])('that activates and exits with %i has worked: %s', (exitCode, isSo) => {
    expect(hasWorked(activation, exitCode)).toBe(isSo);
  });

  test.each([{ is: 'profile', path: OLD } as const, { ...activation, step: 'boot' } as const])(
    '$is that exits with 4 has not worked',
    (step) => expect(hasWorked(step, 4)).toBe(false),
  );
});
