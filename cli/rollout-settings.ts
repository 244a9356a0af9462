import { BadInput } from '../machines/errors.ts';
import type { OnFailure, Strategy } from '../machines/model/rollout.ts';
import { batchSizes, planBatches } from '../machines/policy/batches.ts';
import { allowedFailures } from '../machines/policy/threshold.ts';
import type { Config } from './config.ts';
import { suggestion } from './nearest.ts';
import type { Flags, ValuesOf } from './flags.ts';

/** The flags that say how a rollout goes. */
export const ROLLOUT_FLAGS = {
  strategy: { kind: 'text', hint: 'strategy', says: 'canary, staged or all-at-once; default: all-at-once' },
  'batch-size': { kind: 'list', hint: 'size', says: 'Sizes of the batches of a staged rollout: 1,25%,100%' },
  'failure-threshold': {
    kind: 'text',
    hint: 'n',
    says: 'Unhealthy machines tolerated per batch, count or percentage; default: 0',
  },
  'on-failure': { kind: 'text', hint: 'action', says: 'pause or revert; default: pause' },
  'health-timeout': {
    kind: 'count',
    hint: 'seconds',
    says: 'How long a batch waits for healthy reports; default: 300',
  },
} as const satisfies Flags;

/** How a rollout goes, checked. */
export interface RolloutSettings {
  readonly strategy: Strategy;
  readonly batchSizes: string[] | null;
  readonly failureThreshold: string;
  readonly onFailure: OnFailure;
  readonly healthTimeoutSeconds: number;
}

const STRATEGIES: readonly Strategy[] = ['canary', 'staged', 'all_at_once'];
const ACTIONS: readonly OnFailure[] = ['pause', 'revert'];

/** Flags over configuration over defaults. Throws `BadInput` for what no rollout could have, before anything is built. */
export function rolloutSettings(flags: ValuesOf<typeof ROLLOUT_FLAGS>, config: Config): RolloutSettings {
  const settings = {
    strategy: oneOf(
      STRATEGIES,
      (flags.strategy || config.strategy || 'all-at-once').replaceAll('-', '_'),
      '--strategy',
    ),
    batchSizes: flags['batch-size'] ? [...flags['batch-size']] : null,
    failureThreshold: flags['failure-threshold'] || config.failureThreshold || '0',
    onFailure: oneOf(ACTIONS, flags['on-failure'] || config.onFailure || 'pause', '--on-failure'),
    healthTimeoutSeconds: flags['health-timeout'] ?? config.healthTimeoutSeconds ?? 300,
  };
  planBatches([], batchSizes('staged', settings.batchSizes));
  allowedFailures(settings.failureThreshold, 1);
  return settings;
}

function oneOf<Word extends string>(words: readonly Word[], text: string, flag: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const spelt = words.map((candidate) => candidate.replaceAll('_', '-'));
  throw new BadInput(
    `${flag} is one of ${spelt.join(', ')}, not ${text}${suggestion(text.replaceAll('_', '-'), spelt)}`,
  );
}
