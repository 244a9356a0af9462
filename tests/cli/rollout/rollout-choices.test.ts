import { describe, expect, test } from 'vitest';
import { releaseOrder } from '../../../cli/release/release-order.ts';
import { newerFlags, rolloutSettings } from '../../../cli/rollout/rollout-settings.ts';
import { rolloutTarget } from '../../../cli/rollout/rollout-target.ts';

const CONFIG = { url: 'http://localhost:8080' };
const NO_FLAGS = {
  strategy: undefined,
  'batch-size': undefined,
  'failure-threshold': undefined,
  'on-failure': undefined,
  'health-timeout': undefined,
  'success-threshold': undefined,
  soak: undefined,
  'progress-deadline': undefined,
  seed: undefined,
  retry: false,
  supersede: false,
};
const RELEASE_FLAGS = {
  flake: '.',
  hosts: undefined,
  'push-to': undefined,
  hook: false,
  'hook-push-cmd': undefined,
  'hook-url': undefined,
  copy: false,
  'chunk-size': undefined,
  'eval-workers': undefined,
  'eval-memory': undefined,
  'max-jobs': undefined,
  'push-jobs': undefined,
  'cache-url': undefined,
  'allow-partial': false,
  'allow-dirty': false,
  'dry-run': false,
};

describe('how a rollout goes', () => {
  test('is all at once, without tolerance, when nobody says anything', () => {
    expect(rolloutSettings(NO_FLAGS, CONFIG)).toEqual({
      strategy: 'all_at_once',
      batchSizes: null,
      failureThreshold: '0',
      onFailure: 'pause',
      healthTimeoutSeconds: 300,
      successThreshold: null,
      soakSeconds: 0,
      progressDeadlineSeconds: null,
      seed: null,
      retry: false,
      supersede: false,
    });
  });

  test('has the gates of the file, and flags win, if only to say none', () => {
    const file = { ...CONFIG, soakSeconds: 60, successThreshold: '90%', progressDeadlineSeconds: 3600 };
    expect(rolloutSettings(NO_FLAGS, file)).toMatchObject({
      soakSeconds: 60,
      successThreshold: '90%',
      progressDeadlineSeconds: 3600,
    });
    const flags = { ...NO_FLAGS, soak: 0, 'success-threshold': '2', 'progress-deadline': 0, seed: 0 };
    expect(rolloutSettings(flags, file)).toMatchObject({
      soakSeconds: 0,
      successThreshold: '2',
      progressDeadlineSeconds: null,
      seed: 0,
    });
  });

  test.each([
    [{}, []],
    [{ soak: 0, 'progress-deadline': 0 }, []],
    [{ soak: 1, retry: true }, ['--soak', '--retry']],
    [
      { 'success-threshold': '1', 'progress-deadline': 5, seed: 0, supersede: true },
      ['--success-threshold', '--progress-deadline', '--seed', '--supersede'],
    ],
  ])('knows what v0.1.1 would ignore: %j', (flags, newer) => {
    expect(newerFlags(rolloutSettings({ ...NO_FLAGS, ...flags }, CONFIG))).toEqual(newer);
  });

  test('is what the file says, and flags win', () => {
    const file = {
      ...CONFIG,
      strategy: 'canary',
      onFailure: 'revert',
      failureThreshold: '10%',
      healthTimeoutSeconds: 60,
    };
    expect(rolloutSettings({ ...NO_FLAGS, strategy: 'all-at-once', 'health-timeout': 0 }, file)).toMatchObject({
      strategy: 'all_at_once',
      onFailure: 'revert',
      failureThreshold: '10%',
      healthTimeoutSeconds: 0,
    });
  });

  test.each([
    [{ strategy: 'canry' }, '--strategy is one of canary, staged, all-at-once, not "canry"; did you mean canary?'],
    [{ 'on-failure': 'rollback' }, '--on-failure is one of pause, revert, not "rollback"'],
    [{ 'failure-threshold': 'some' }, 'not a count or a percentage: "some"'],
    [{ 'batch-size': ['1', 'half'] }, 'not a batch size: "half"'],
    [{ 'success-threshold': 'most' }, 'success_threshold is not a count or a percentage: "most"'],
    [{ soak: 86_401 }, '--soak is at most 86400, not 86401'],
    [{ 'progress-deadline': 2_678_401 }, '--progress-deadline is at most 2678400, not 2678401'],
    [{ seed: 2 ** 32 }, '--seed is at most 4294967295, not 4294967296'],
  ])('%j is refused before anything is built', (flags, message) => {
    expect(() => rolloutSettings({ ...NO_FLAGS, ...flags }, CONFIG)).toThrow(message);
  });
});

describe('whom a rollout means', () => {
  const released = ['db-01', 'web-01', 'web-02'];

  test.each([
    ['all of the release when nobody is named', { hosts: undefined, tags: undefined }, { hosts: released }],
    ['globs, expanded', { hosts: ['web-*'], tags: undefined }, { hosts: ['web-01', 'web-02'] }],
    [
      'tags, left to the control plane, each once',
      { hosts: undefined, tags: ['web', 'eu', 'web'] },
      { tags: ['web', 'eu'] },
    ],
    ['both: hosts that have the tags', { hosts: ['*'], tags: ['eu'] }, { hosts: ['web-02'] }],
  ])('is %s', (_, selection, target) => {
    expect(rolloutTarget(selection, released, ['web-02', 'other']).target).toEqual(target);
  });

  test('leaves out names that are not in the release, and says so', () => {
    expect(rolloutTarget({ hosts: ['web-01', 'web-09'], tags: undefined }, released, [])).toEqual({
      target: { hosts: ['web-01'] },
      unmatched: ['web-09'],
    });
  });

  test.each([
    [{ hosts: ['x*'], tags: undefined }, 'no machine of the release matches x*; it has db-01, web-01, web-02'],
    [{ hosts: ['db-*'], tags: ['eu'] }, 'no machine of the release matches db-* and has the tags eu'],
  ])('cannot be nobody: %j', (selection, message) => {
    expect(() => rolloutTarget(selection, released, ['web-02'])).toThrow(message);
  });
});

describe('what a release is to be', () => {
  const order = (flags: object, config: object, isEvalOnly = false) =>
    releaseOrder({ ...RELEASE_FLAGS, ...flags }, { ...CONFIG, ...config }, { tags: [], isEvalOnly });

  test.each([
    [
      'fetched from where it is pushed to',
      { 'push-to': 's3://a' },
      {},
      { goal: 'pushed', distribution: { way: 'cache', url: 's3://a' }, cacheUrl: 's3://a' },
    ],
    [
      'fetched from the cache of the file before that',
      { 'push-to': 's3://a' },
      { cacheUrl: 'http://c' },
      { cacheUrl: 'http://c' },
    ],
    [
      'fetched from the cache of the flag before all',
      { 'cache-url': 'http://f' },
      { cacheUrl: 'http://c' },
      { cacheUrl: 'http://f' },
    ],
    [
      'pushed where the file says',
      {},
      { pushTo: 'ssh://c' },
      { goal: 'pushed', distribution: { way: 'cache', url: 'ssh://c' } },
    ],
    [
      'only built when there is nowhere to push to',
      {},
      {},
      { goal: 'built', distribution: { way: 'none' }, cacheUrl: null },
    ],
    ['only built when it is a trial', { 'push-to': 's3://a', 'dry-run': true }, {}, { goal: 'built', isTrial: true }],
  ])('is %s', (_, flags, config, expected) => {
    expect(order(flags, config)).toMatchObject(expected);
  });

  test('is not pushed when it is only evaluated', () => {
    expect(order({}, { pushTo: 'ssh://c' }, true)).toMatchObject({ goal: 'evaluated', distribution: { way: 'none' } });
  });
});
