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
  readonly evidence: { readonly assignment: string | null; readonly outcome: Outcome | null } | null;
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

/** All of them. */
export type AgentEmission = ReportEmission | NoteEmission | LogEmission;
