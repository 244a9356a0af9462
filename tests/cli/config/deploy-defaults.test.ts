import { describe, expect, test } from 'vitest';
import { configuration } from '../../../cli/config/config.ts';
import { parseConfigFile } from '../../../cli/config/config-file.ts';
import { rolloutSettings } from '../../../cli/rollout/rollout-settings.ts';

const NO_FLAGS = {
  strategy: undefined,
  'batch-size': undefined,
  'failure-threshold': undefined,
  'success-threshold': undefined,
  'on-failure': undefined,
  'health-timeout': undefined,
  soak: undefined,
  'progress-deadline': undefined,
  seed: undefined,
  retry: false,
  supersede: false,
};

const ALL = `
strategy = "staged"
batch-size = ["1", "100%"]
health-timeout = 30
failure-threshold = 2
on-failure = "revert"
soak = 5
success-threshold = "90%"
progress-deadline = 600
`;

function settings(deploy: string, flags: Partial<Record<keyof typeof NO_FLAGS, unknown>> = {}) {
  const place = { path: '/fleet/.nixfleet.toml', isNamed: false, variables: { env: {}, hostname: 'krach' } };
  const file = parseConfigFile(`[deploy]\n${deploy}`, place);
  const config = configuration([file], { keys: new Map(), problem: undefined });
  return rolloutSettings({ ...NO_FLAGS, ...flags } as typeof NO_FLAGS, config);
}

describe('the [deploy] table', () => {
  test('says how a rollout goes: each of its keys counts', () => {
    expect(settings(ALL)).toMatchObject({
      strategy: 'staged',
      batchSizes: ['1', '100%'],
      healthTimeoutSeconds: 30,
      failureThreshold: '2',
      onFailure: 'revert',
      soakSeconds: 5,
      successThreshold: '90%',
      progressDeadlineSeconds: 600,
    });
  });

  test.each([
    ['strategy', 'all-at-once', { strategy: 'all_at_once', batchSizes: null }],
    ['batch-size', ['50%'], { batchSizes: ['50%'] }],
    ['health-timeout', 300, { healthTimeoutSeconds: 300 }],
    ['failure-threshold', '0', { failureThreshold: '0' }],
    ['on-failure', 'pause', { onFailure: 'pause' }],
    ['soak', 0, { soakSeconds: 0 }],
    ['success-threshold', '1', { successThreshold: '1' }],
    ['progress-deadline', 0, { progressDeadlineSeconds: null }],
  ] as const)('gives way to --%s %s', (flag, value, expected) => {
    expect(settings(ALL, { [flag]: value })).toMatchObject(expected);
  });

  test('that has a word wrong is named with file and line, and not when a flag was wrong', () => {
    expect(() => settings('\nstrategy = "canry"')).toThrow(
      '/fleet/.nixfleet.toml:3: deploy.strategy is one of canary, staged, all-at-once, not "canry"; did you mean canary?',
    );
    expect(() => settings('on-failure = "stop"')).toThrow('/fleet/.nixfleet.toml:2: deploy.on-failure is one of');
    expect(() => settings(ALL, { strategy: 'canry' })).toThrow(/^--strategy is one of/);
  });
});
