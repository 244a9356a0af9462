import type { AnyStateMachine } from 'xstate';
import { batchMachine, type BatchInput } from '../../../machines/batch.ts';
import { machineMachine } from '../../../machines/machine.ts';
import type { MachineInput } from '../../../machines/machine-setup.ts';
import { allowedFailures, requiredHealthy, toleratesAll } from '../../../machines/policy/threshold.ts';
import { rolloutMachine } from '../../../machines/rollout.ts';
import type { RolloutInput } from '../../../machines/rollout-setup.ts';

/** What a machine may report, besides that it is healthy on what it should run. */
export type ReportKind = 'ill' | 'rolled back' | 'on another path';

/** What happens only so many times, or there would be no end of it. */
export type Rarity = 'pause' | 'resume' | 'cancel' | 'maintain' | 'delete' | 'break' | 'desire';

/** How often each may happen yet. */
export type Budget = Readonly<Record<Rarity, number>>;

/** A rollout to explore, and what may happen to it. */
export interface Configuration {
  /** Machines per batch. */
  readonly sizes: readonly number[];
  readonly onFailure: 'pause' | 'revert';
  readonly failureThreshold: string;
  readonly successThreshold?: string;
  readonly soakMs?: number;
  readonly progressMs?: number;
  readonly reports: readonly ReportKind[];
  readonly budget: Partial<Budget>;
}

/** The rollout. */
export const ID = 'r-1';
/** What every machine runs before it. */
export const OLD = 'old';
/** What it wants every machine to run. */
export const NEW = 'new';
/** What somebody else wants. */
export const OTHER = 'other';

/** The charts that are explored. */
export interface Charts {
  readonly rollout: AnyStateMachine;
  readonly batch: AnyStateMachine;
  readonly machine: AnyStateMachine;
}

/** The real ones. */
export const CHARTS: Charts = { rollout: rolloutMachine, batch: batchMachine, machine: machineMachine };

/** The input of the rollout, as `fleet-kinds` makes it of rows. */
export const rolloutInput = (order: Configuration): RolloutInput => ({
  id: ID,
  strategy: 'staged',
  onFailure: order.onFailure,
  failureThreshold: order.failureThreshold,
  healthTimeoutMs: 1000,
  progressMs: order.progressMs ?? null,
  sizes: order.sizes,
  createdBy: 'me',
});

/** The input of a batch, as `fleet-kinds` makes it of rows. */
export const batchInput = (order: Configuration, index: number): BatchInput => ({
  rollout: ID,
  index,
  size: order.sizes[index] ?? 0,
  allowed: allowedFailures(order.failureThreshold, order.sizes[index] ?? 0),
  toleratesAll: toleratesAll(order.failureThreshold),
  required:
    order.successThreshold === undefined ? null : requiredHealthy(order.successThreshold, order.sizes[index] ?? 0),
  soakMs: order.soakMs ?? 0,
  healthTimeoutMs: 1000,
  cacheUrl: null,
});

/** All machines are alike, so that what was tried of one is known of all. */
export const machineInput: MachineInput = { machineId: 'm', lifecycle: 'active', running: OLD, desired: null };

/** The batch of each machine. */
export const batchesOf = ({ sizes }: Configuration): number[] =>
  sizes.flatMap((size, index) => Array.from({ length: size }, () => index));
