import { describe, expect, test } from 'vitest';
import {
  type AgentContext,
  awaitsReboot,
  hasDrifted,
  hasNothingToDo,
  isHeldUp,
  newContext,
  runsNewAssignment,
  wouldBootAnother,
} from '../../../machines/policy/agent-cycle.ts';
import { begun, blamed } from '../../../machines/policy/agent-step.ts';
import { anAttempt, NEW, NOW, OLD, settings } from '../agent-story.ts';

const OTHER = '/nix/store/cccc-other';
const wanted = (path: string, assignment: string | null = null) => ({ path, cacheUrl: null, assignment });

/** Runs and boots the old closure; the new one is wanted. */
const aContext = (changed: Partial<AgentContext> = {}): AgentContext => ({
  ...newContext(settings, NOW),
  ...{ running: OLD, profile: OLD, wanted: wanted(NEW) },
  ...changed,
});
const failed = { path: NEW, assignment: null, retryAt: null };
const waits = anAttempt({ phase: 'awaiting_reboot' });

describe('a machine', () => {
  test.each<readonly [string, Partial<AgentContext>, boolean]>([
    ['when nothing is wanted', { wanted: null }, true],
    ['when what is wanted has failed', { failed }, true],
    ['not when something is wanted', {}, false],
    ['not when something else has failed', { failed: { ...failed, path: OTHER } }, false],
  ])('has nothing to do %s', (_, changed, isSo) => expect(hasNothingToDo(aContext(changed))).toBe(isSo));

  test.each<readonly [string, Partial<AgentContext>, boolean]>([
    ['for what it will boot', { attempt: waits, profile: NEW }, true],
    ['where it cannot be seen what it will boot', { attempt: waits, profile: null }, true],
    ['not when it will boot something else', { attempt: waits, profile: OTHER }, false],
    ['not when that runs by now', { attempt: waits, profile: NEW, running: NEW }, false],
    ['not when something else is wanted', { attempt: waits, profile: NEW, wanted: wanted(OTHER) }, false],
    ['not when nothing is wanted', { attempt: waits, profile: NEW, wanted: null }, false],
    ['not for what has only begun', { attempt: anAttempt(), profile: NEW }, false],
  ])('waits for a reboot %s', (_, changed, isSo) => expect(awaitsReboot(aContext(changed))).toBe(isSo));

  test.each<readonly [string, Partial<AgentContext>, boolean]>([
    ['when it runs what is wanted and the profile differs', { wanted: wanted(OLD), profile: OTHER }, true],
    ['not when the profile is as it should be', { wanted: wanted(OLD) }, false],
    ['not when there is no profile', { wanted: wanted(OLD), profile: null }, false],
    ['not when nothing is wanted', { wanted: null, profile: OTHER }, false],
    ['not before what is wanted runs', { profile: OTHER }, false],
    ['when the profile was set and the boot loader not', { wanted: wanted(OLD), isMending: true }, true],
    ['not again in the same cycle', { wanted: wanted(OLD), profile: OTHER, isMendingPutOff: true }, false],
    ['not in a dry run', { wanted: wanted(OLD), profile: OTHER, settings: { ...settings, isDryRun: true } }, false],
    ['when it would boot what has failed', { profile: NEW, failed }, true],
    ['when that was being set right', { failed, isMending: true }, true],
    ['not for the sake of what has failed', { running: NEW, failed }, false],
    ['not while what is wanted waits for a reboot', { attempt: waits, profile: NEW }, false],
    ['when what waits for a reboot is not wanted', { attempt: waits, profile: NEW, wanted: wanted(OTHER) }, true],
    ['when what waits for a reboot runs', { attempt: waits, profile: NEW, running: NEW }, true],
  ])('is to have its next boot set right %s', (_, changed, isSo) => {
    expect(wouldBootAnother(aContext(changed))).toBe(isSo);
  });

  test.each<readonly [string, Partial<AgentContext>, boolean]>([
    ['while another attempt is open', { attempt: waits, wanted: wanted(OTHER) }, true],
    ['not when none is', {}, false],
    ['not when it runs what is wanted', { attempt: waits, wanted: wanted(OLD) }, false],
    ['not in a dry run', { attempt: waits, settings: { ...settings, isDryRun: true } }, false],
  ])('is held up %s', (_, changed, isSo) => expect(isHeldUp(aContext(changed))).toBe(isSo));

  test.each<readonly [string, Partial<AgentContext>, boolean]>([
    ['that it was not asked about', { running: NEW, wanted: wanted(NEW, 'r:0:2'), confirmed: 'r:0:1' }, true],
    ['but not twice', { running: NEW, wanted: wanted(NEW, 'r:0:2'), confirmed: 'r:0:2' }, false],
    ['but none that nobody gave', { running: NEW }, false],
    ['but none that it does not run', { wanted: wanted(NEW, 'r:0:2') }, false],
  ])('runs an assignment %s', (_, changed, isSo) => expect(runsNewAssignment(aContext(changed))).toBe(isSo));

  const reached = { path: NEW, assignment: null };
  test.each<readonly [string, Partial<AgentContext>, boolean]>([
    ['when what was reached is wanted, and does not run', { reached }, true],
    ['not while it runs', { reached, running: NEW }, false],
    ['not when it was never reached', {}, false],
    ['not when something else is wanted', { reached, wanted: wanted(OTHER) }, false],
    ['not when it is ordered anew', { reached, wanted: wanted(NEW, 'r:0:1') }, false],
    ['not when nothing is wanted', { reached, wanted: null }, false],
    ['not where that is corrected', { reached, settings: { ...settings, drift: 'correct' } }, false],
  ])('has drifted %s', (_, changed, isSo) => expect(hasDrifted(aContext(changed))).toBe(isSo));
});

describe('an attempt that begins', () => {
  const seen = { now: NOW, running: OLD, profile: OLD, bootId: 'b1', brokenUnits: [] };

  test.each([
    ['to what runs', seen, { previous: OLD, profile: OLD }],
    ['to the profile where it cannot be seen what runs', { ...seen, running: '' }, { previous: OLD, profile: OLD }],
    ['nowhere where there is nothing', { ...seen, running: '', profile: null }, { previous: '', profile: null }],
    ['to a profile that names something else', { ...seen, profile: OTHER }, { previous: OLD, profile: OTHER }],
    ['never to a profile that names what is tried', { ...seen, profile: NEW }, { previous: OLD, profile: OLD }],
  ])('leads back %s', (_, remembered, way) => {
    expect(begun(aContext(), remembered)).toMatchObject({ ...way, wanted: NEW, phase: 'preparing', bootId: 'b1' });
  });

  test('has a name of its own, also when the clock was set back', () => {
    const names = [0, 1, 2].map((count) => begun(aContext({ begun: count }), seen).id);
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => /^[A-Za-z0-9-]{1,64}$/.test(name))).toBe(true);
  });

  test('fails for its first reason', () => {
    const [first, second] = ['first', 'second'].map((reason) => ({ outcome: 'apply_failed' as const, reason }));
    if (first === undefined || second === undefined) throw new Error('two reasons');
    expect(blamed(blamed(anAttempt(), first), second).problem).toEqual(first);
  });
});
