import type { Attempt, AttemptEnd } from './model/attempt.ts';
import type { Condition } from './model/condition.ts';
import type { HealthReport } from './model/health.ts';
import type { Outcome } from './model/report.ts';

/*
 * What the agent's chart emits. With the new snapshot these are the unit of work that the shard commits:
 * a report that was decided is in the outbox, whatever happens next.
 */

/** What a report is about; of each kind the newest is kept when the outbox overflows. */
export type ReportKind =
  | 'up-to-date'
  | 'dry-run'
  | 'applying'
  | 'deployed'
  | 'apply-failed'
  | 'fetch-failed'
  | 'rolled-back'
  | 'rollback-failed'
  | 'reboot-required'
  | 'drift'
  | 'health-check';

/** A report for the control plane, as far as the chart knows it; the rest is who and when. */
export interface ReportEmission {
  readonly type: 'report';
  readonly kind: ReportKind;
  readonly running: string;
  readonly success: boolean;
  readonly message: string;
  readonly health: HealthReport | null;
  /** What only a control plane that names assignments understands; null: it gets v0.1.1's members alone. */
  readonly evidence: Evidence | null;
}

/** What a report says beyond v0.1.1's. */
export interface Evidence {
  readonly assignment: string | null;
  readonly outcome: Outcome | null;
  /** Only in periodic health reports. */
  readonly condition?: Condition | null;
}

/** A row of v0.1.1's `events`. */
export interface NoteEmission {
  readonly type: 'note';
  readonly kind: 'check' | 'deploy' | 'rollback' | 'error';
  readonly hash: string | null;
  readonly message: string;
}

/** A line of the log, and no more than that. */
export interface LogEmission {
  readonly type: 'log';
  readonly level: 'INFO' | 'WARN';
  readonly message: string;
}

/** An attempt is about to take a step, or has ended: written down before anything is done. */
export interface AttemptEmission {
  readonly type: 'attempt';
  readonly attempt: Attempt;
  /** Null: it goes on. */
  readonly end: AttemptEnd | null;
}

/** All of them. */
export type AgentEmission = ReportEmission | NoteEmission | LogEmission | AttemptEmission;
