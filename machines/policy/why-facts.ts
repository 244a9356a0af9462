import type { AgentState, Lifecycle } from '../model/machine.ts';
import type { Outcome } from '../model/report.ts';
import type { BatchStatus, RolloutPhase, RolloutStatus, Verdict } from '../model/rollout.ts';

/** Where a rollout stands. Times are ms since the epoch. */
export interface RolloutStanding {
  readonly status: RolloutStatus;
  readonly phase: RolloutPhase | null;
  readonly reason: string | null;
  /** As they were given: a count, or a percentage. */
  readonly failureThreshold: string;
  readonly successThreshold: string | null;
  readonly healthTimeoutMs: number;
  readonly soakMs: number;
  /** When it has to be complete; null: it may take for ever, or does not go on. */
  readonly deadline: number | null;
  /** The rollout that took its place when it was cancelled. */
  readonly supersededBy: string | null;
  /** The batch that goes back now. */
  readonly stepBack: StepBack | null;
  readonly createdAt: number;
  /** When its status or phase last changed. */
  readonly updatedAt: number;
}

/** One batch's machines were told to go back. */
export interface StepBack {
  readonly index: number;
  readonly startedAt: number;
}

/**
 * Where a batch stands. Its machines are counted while it is under way, as this try of it has them, and when it has failed,
 * as they were judged last; otherwise all counts are 0.
 */
export interface BatchStanding {
  readonly index: number;
  readonly status: BatchStatus;
  /** Counts its tries; 0: none yet. */
  readonly attempt: number;
  /** When it was last started. */
  readonly startedAt: number | null;
  readonly size: number;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Machines without a final verdict, and those of them that are healthy so far. */
  readonly open: number;
  readonly soaking: number;
  /** When its machines are given up. */
  readonly deadline: number | null;
}

/** A machine's part in the rollout. */
export interface PartStanding {
  readonly machineId: string;
  readonly batchIndex: number;
  readonly wanted: string;
  readonly previous: string | null;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** The try of its batch that this is of; 0: it was never told. */
  readonly attempt: number;
  /** When it was last told to run `wanted`; null: never. */
  readonly startedAt: number | null;
  readonly settledAt: number | null;
  /** When it answered the order to go back. */
  readonly revertedAt: number | null;
}

/** The newest report of a machine. */
export interface LastReport {
  readonly at: number;
  readonly path: string;
  readonly outcome: Outcome | null;
  readonly message: string;
}

/** What is known of the machine itself. */
export interface MachineStanding {
  readonly lifecycle: Lifecycle;
  /** What it last reported to run; null: it never has. */
  readonly running: string | null;
  /** The path that is wanted of it now, by whomever. */
  readonly desired: string | null;
  readonly agentState: AgentState | null;
  readonly agentStateSince: number | null;
  readonly lastReport: LastReport | null;
}

/** All that is known when it is asked why, of one moment. */
export interface WhyFacts {
  readonly now: number;
  readonly rollout: RolloutStanding;
  /** In order. */
  readonly batches: readonly BatchStanding[];
  readonly part: PartStanding;
  /** Undefined: it was deleted since. */
  readonly machine: MachineStanding | undefined;
}

/** Every word that an answer may have. */
export type WhyCode =
  // It has not been told.
  | 'not_started'
  | 'earlier_batch'
  | 'starting'
  | 'dispatching'
  | 'stopping'
  | 'paused'
  | 'cancelled'
  | 'failed_before'
  | 'not_waited_for'
  // It was told and is under way.
  | 'no_report'
  | 'fetching'
  | 'applying'
  | 'verifying'
  | 'rolling_back'
  | 'fetch_failed'
  | 'other_path'
  | 'waiting_health'
  | 'soaking'
  | 'desired_changed'
  | 'deleted'
  // It has ended, or goes back.
  | 'healthy'
  | 'moved_on'
  | 'unhealthy'
  | 'timed_out'
  | 'skipped'
  | 'superseded'
  | 'reverting'
  | 'reverted'
  | 'revert_failed';

/** What is said of one machine; what is absent is not known or does not apply. */
export interface Because {
  readonly code: WhyCode;
  readonly sentence: string;
  /** What is waited for. */
  readonly what?: 'batch' | 'order' | 'report' | 'health' | 'decision';
  /** Whose turn it is. */
  readonly whom?: `machine:${string}` | `batch:${number}` | 'operator' | 'executor';
  /** Since when it is as the sentence says. */
  readonly since?: number | null;
  /** When what is waited for is given up. */
  readonly until?: number | null;
}
