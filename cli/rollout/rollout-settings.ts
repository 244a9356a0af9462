import { BadInput } from '../../machines/errors.ts';
import type { OnFailure, Strategy } from '../../machines/model/rollout.ts';
import { batchSizes, planBatches } from '../../machines/policy/batches.ts';
import { allowedFailures, requiredHealthy } from '../../machines/policy/threshold.ts';
import type { Config } from '../config/config.ts';
import { settingWords } from '../config/setting-words.ts';
import type { Flags, ValuesOf } from '../line/flags.ts';
import { oneOf } from '../line/one-of.ts';
import { ON_FAILURE, STRATEGIES, strategyOf } from './rollout-words.ts';

/** The flags that say how a rollout goes. */
export const ROLLOUT_FLAGS = {
  strategy: {
    kind: 'text',
    hint: 'strategy',
    says: 'canary, staged or all-at-once; default: all-at-once',
    completes: STRATEGIES,
  },
  'batch-size': { kind: 'list', hint: 'size', says: 'Sizes of the batches of a staged rollout: 1,25%,100%' },
  'failure-threshold': {
    kind: 'text',
    hint: 'n',
    says: 'Unhealthy machines tolerated per batch, count or percentage; default: 0',
  },
  'success-threshold': {
    kind: 'text',
    hint: 'n',
    says: 'Healthy machines that a batch needs, count or percentage; default: one',
  },
  'on-failure': { kind: 'text', hint: 'action', says: 'pause or revert; default: pause', completes: ON_FAILURE },
  'health-timeout': {
    kind: 'count',
    hint: 'seconds',
    says: 'How long a batch waits for healthy reports; default: 300',
  },
  soak: { kind: 'count', hint: 'seconds', says: 'How long a machine has to stay healthy before it counts; default: 0' },
  'progress-deadline': {
    kind: 'count',
    hint: 'seconds',
    says: 'How long the whole rollout may take, anew after each resume; default: 0, for ever',
  },
  seed: { kind: 'count', hint: 'n', says: 'Decides the order of the machines, as a plan has told it; default: chance' },
  retry: { kind: 'switch', says: 'Send the release also to machines on which it has failed before' },
  supersede: { kind: 'switch', says: 'Cancel the active rollouts that hold one of the machines' },
} as const satisfies Flags;

/** How a rollout goes, checked. */
export interface RolloutSettings {
  readonly strategy: Strategy;
  readonly batchSizes: string[] | null;
  readonly failureThreshold: string;
  readonly successThreshold: string | null;
  readonly onFailure: OnFailure;
  readonly healthTimeoutSeconds: number;
  readonly soakSeconds: number;
  readonly progressDeadlineSeconds: number | null;
  readonly seed: number | null;
  readonly retry: boolean;
  readonly supersede: boolean;
}

const DAY = 86_400;
const LARGEST_SEED = 2 ** 32 - 1;

/** Flags over configuration over defaults. Throws `BadInput` for what no rollout could have, before anything is built. */
export function rolloutSettings(flags: ValuesOf<typeof ROLLOUT_FLAGS>, config: Config): RolloutSettings {
  const strategy = strategyOf(
    flags.strategy || config.strategy || 'all-at-once',
    settingWords(config, 'strategy', Boolean(flags.strategy)),
  );
  // The file's sizes are for its staged rollouts; a flag that asks for another strategy asks for none of them.
  const sizes = flags['batch-size'] ?? (strategy === 'staged' ? config.batchSizes : undefined);
  const settings = {
    strategy,
    batchSizes: sizes ? [...sizes] : null,
    failureThreshold: flags['failure-threshold'] || config.failureThreshold || '0',
    successThreshold: flags['success-threshold'] || config.successThreshold || null,
    onFailure: oneOf(
      ON_FAILURE,
      flags['on-failure'] || config.onFailure || 'pause',
      settingWords(config, 'onFailure', Boolean(flags['on-failure'])),
    ),
    healthTimeoutSeconds: flags['health-timeout'] ?? config.healthTimeoutSeconds ?? 300,
    soakSeconds: flags.soak ?? config.soakSeconds ?? 0,
    progressDeadlineSeconds: (flags['progress-deadline'] ?? config.progressDeadlineSeconds) || null,
    seed: flags.seed ?? null,
    retry: flags.retry,
    supersede: flags.supersede,
  };
  assertPossible(settings);
  return settings;
}

/** What only a control plane newer than v0.1.1 can do: the flags of the settings that ask for it. */
export const newerFlags = (settings: RolloutSettings): string[] => [
  ...(settings.soakSeconds > 0 ? ['--soak'] : []),
  ...(settings.successThreshold === null ? [] : ['--success-threshold']),
  ...(settings.progressDeadlineSeconds === null ? [] : ['--progress-deadline']),
  ...(settings.seed === null ? [] : ['--seed']),
  ...(settings.retry ? ['--retry'] : []),
  ...(settings.supersede ? ['--supersede'] : []),
];

function assertPossible(settings: RolloutSettings): void {
  planBatches([], batchSizes('staged', settings.batchSizes));
  allowedFailures(settings.failureThreshold, 1);
  if (settings.successThreshold !== null) requiredHealthy(settings.successThreshold, 1);
  assertAtMost('--soak', settings.soakSeconds, DAY);
  assertAtMost('--progress-deadline', settings.progressDeadlineSeconds ?? 0, 31 * DAY);
  assertAtMost('--seed', settings.seed ?? 0, LARGEST_SEED);
}

function assertAtMost(flag: string, value: number, most: number): void {
  if (value > most) throw new BadInput(`${flag} is at most ${most}, not ${value}`);
}
