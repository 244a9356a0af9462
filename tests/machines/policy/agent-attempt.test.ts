import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  activationVerdict,
  failedAttempt,
  failureFound,
  isRefused,
  permanenceProblem,
  returnProblem,
  stillFailed,
  switchProblem,
} from '../../../machines/policy/agent-attempt.ts';
import { anAttempt, NEW, NOW, OLD } from '../agent-story.ts';

const HOUR = 3_600_000;
const ended = (running: string, exitCode: number, said = '') => ({ now: NOW, running, exitCode, said });

const INHIBITED = `Checking switch inhibitors...
There are changes to critical components of the system:
dbus-implementation : dbus -> broker
Pre-switch check 'switchInhibitors' failed
Pre-switch checks failed`;
const UNINHIBITED = `Checking switch inhibitors... done
Pre-switch check 'mine' failed
Pre-switch checks failed`;

describe('a switch', () => {
  test.each([
    [ended(NEW, 0), 'activated'],
    [ended(NEW, 4, 'warning: the following units failed: a.service'), 'activated'],
    [ended(NEW, 2, 'Failed to run activate script'), 'failed'],
    [ended(NEW, 1, 'D-Bus is gone'), 'failed'],
    [ended(NEW, -1), 'failed'],
    [ended(OLD, 0), 'failed'],
    [ended(OLD, 4), 'failed'],
    [ended(OLD, -1, INHIBITED), 'failed'],
    [ended('', 0), 'failed'],
    [ended(OLD, 100), 'reboot_required'],
    [ended(NEW, 100), 'reboot_required'],
    [ended(OLD, 1, INHIBITED), 'reboot_required'],
    [ended(OLD, 1, UNINHIBITED), 'failed'],
    [ended(NEW, 1, INHIBITED), 'failed'],
    [ended(OLD, 1, 'error: Could not acquire lock'), 'locked_out'],
    [ended(OLD, 11, 'error: Could not acquire lock'), 'locked_out'],
    [ended(NEW, 11, 'error: Could not acquire lock'), 'failed'],
  ])('that ended like %o has %s', (end, is) => {
    expect(activationVerdict(end, NEW).is).toBe(is);
  });

  test('never counts as activated while something else runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 255 }), fc.string(), (exitCode, said) => {
        expect(activationVerdict(ended(OLD, exitCode, said), NEW).is).not.toBe('activated');
      }),
    );
  });

  test.each([
    [ended(OLD, 1, 'first\nlast\n'), `switch ended with exit code 1, and ${OLD} runs (last)`],
    [ended('', -1), 'switch was cut off, and nothing runs'],
    [ended(NEW, 2), 'switch ended with exit code 2: the activation script failed'],
    [ended(OLD, 11, 'Could not acquire lock'), 'somebody else was switching'],
  ])('says why it failed: %#', (end, reason) => expect(switchProblem(end, NEW)).toBe(reason));

  test('is permanent when the boot loader says so', () => {
    expect(permanenceProblem(ended(OLD, 0))).toBeNull();
    expect(permanenceProblem(ended(NEW, 1, 'No space left'))).toBe(
      'it could not be made the boot default: that ended with exit code 1 (No space left)',
    );
  });
});

describe('the way back', () => {
  const back = (running: string, profile: string | null, exitCode = 0, said = '') => ({
    ...ended(running, exitCode, said),
    profile,
  });

  test.each([
    ['has led back', back(OLD, OLD), anAttempt(), null],
    ['has led back, whatever it said', back(OLD, OLD, 4), anAttempt(), null],
    ['has led back where there is no profile', back(OLD, null), anAttempt({ profile: null }), null],
    [
      'has not',
      back(NEW, OLD, 1, 'it broke'),
      anAttempt(),
      `the switch back ended with exit code 1, and ${NEW} runs (it broke)`,
    ],
    [
      'leads nowhere',
      back(NEW, OLD),
      anAttempt({ previous: '' }),
      'nothing ran before that the machine could return to',
    ],
    [
      'has left the next boot',
      back(OLD, NEW),
      anAttempt(),
      `${OLD} runs again, but the system profile is ${NEW}: the next boot may differ`,
    ],
    [
      'has not set the boot entry back',
      back(OLD, OLD, 1, 'no space left on /boot'),
      anAttempt(),
      `${OLD} runs again, but the switch back ended with exit code 1: the next boot may differ (no space left on /boot)`,
    ],
    ['was not to everybody’s liking', back(OLD, OLD, 4), anAttempt(), null],
    [
      'has lost the profile',
      back(OLD, null),
      anAttempt(),
      `${OLD} runs again, but the system profile is gone: the next boot may differ`,
    ],
  ])('%s', (_, returned, attempt, problem) => expect(returnProblem(returned, attempt)).toBe(problem));
});

describe('a failure', () => {
  const failed = (assignment: string | null, running = OLD) =>
    failedAttempt({ wanted: NEW, assignment }, { now: NOW, running });
  const wanted = (assignment: string | null, path = NEW) => ({ path, cacheUrl: null, assignment });

  test.each([
    ['waits for another order', failed('r:0:1'), null],
    ['may be tried again after an hour where nobody can order', failed(null), NOW + HOUR],
    ['may not while the machine still runs it', failed(null, NEW), null],
  ])('%s', (_, { retryAt }, expected) => expect(retryAt).toBe(expected));

  test('is found again in the last attempt', () => {
    const stock = { now: NOW, running: OLD, lastFailed: anAttempt({ assignment: 'r:0:1' }) };
    expect(failureFound(stock)).toEqual({ path: NEW, assignment: 'r:0:1', retryAt: null });
    expect(failureFound({ ...stock, lastFailed: null })).toBeNull();
  });

  test.each([
    ['by the same order', failed('r:0:1'), { order: wanted('r:0:1'), now: NOW + 99 * HOUR, isSo: true }],
    ['not by another order', failed('r:0:1'), { order: wanted('r:0:2'), now: NOW, isSo: false }],
    ['not by somebody who sets the path by hand', failed('r:0:1'), { order: wanted(null), now: NOW, isSo: false }],
    ['not by a rollout where nobody had ordered', failed(null), { order: wanted('r:0:1'), now: NOW, isSo: false }],
    ['not for another path', failed('r:0:1'), { order: wanted('r:0:1', OLD), now: NOW, isSo: false }],
    ['for an hour where nobody can order', failed(null), { order: wanted(null), now: NOW + HOUR - 1, isSo: true }],
    ['and no longer', failed(null), { order: wanted(null), now: NOW + HOUR, isSo: false }],
    ['not when nothing has failed', null, { order: wanted(null), now: NOW, isSo: false }],
    ['not when nothing is wanted', failed(null), { order: null, now: NOW, isSo: false }],
  ])('is refused %s', (_, known, { order, now, isSo }) => expect(isRefused(known, order, now)).toBe(isSo));

  test('is kept exactly as long as it is refused; to want nothing is no other wish', () => {
    const anOrder = fc.record({
      path: fc.constantFrom(OLD, NEW),
      cacheUrl: fc.constant(null),
      assignment: fc.constantFrom(null, 'r:0:1', 'r:0:2'),
    });
    const aTime = fc.integer({ min: NOW - 3 * HOUR, max: NOW + 3 * HOUR });
    fc.assert(
      fc.property(
        fc.constantFrom(null, 'r:0:1'),
        fc.option(anOrder, { nil: null }),
        aTime,
        (assignment, order, now) => {
          const known = failed(assignment);
          const after = stillFailed(known, order, now);
          if (order === null) expect(after).toBe(known);
          else expect(after !== null).toBe(isRefused(known, order, now));
          // Whoever sets the clock back makes nobody wait for longer than usual.
          if (order !== null) expect((after?.retryAt ?? now) - now).toBeLessThanOrEqual(HOUR);
        },
      ),
    );
  });
});
