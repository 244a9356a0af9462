import type { LogEmission, NoteEmission, ReportEmission, ReportKind } from '../agent-emissions.ts';
import type { HealthReport } from '../model/health.ts';
import type { Outcome, Report } from '../model/report.ts';
import type { AgentContext } from './agent-cycle.ts';
import { cutText } from './agent-message.ts';

/** What is said in a report; success unless it says otherwise. */
export interface Said {
  readonly kind: ReportKind;
  readonly message: string;
  readonly success?: boolean;
  readonly outcome?: Outcome;
  readonly health?: HealthReport | null;
}

/** A report about what is wanted. A control plane that names no assignments gets no health block with it. */
export function reportOf({ running, wanted, knowsAssignments }: AgentContext, said: Said): ReportEmission {
  const { kind, message, success = true, outcome = null, health = null } = said;
  const evidence = knowsAssignments ? { assignment: wanted?.assignment ?? null, outcome } : null;
  return { type: 'report', kind, running, success, message, health: knowsAssignments ? health : null, evidence };
}

/** The periodic report: how the machine is, whatever is wanted of it. */
export function healthReportOf({ running, health, knowsAssignments }: AgentContext): ReportEmission {
  const success = health?.all_passed ?? false;
  const evidence = knowsAssignments ? { assignment: null, outcome: null } : null;
  return { type: 'report', kind: 'health-check', running, success, message: 'health-check', health, evidence };
}

const FAILURES = {
  'fetch-failed': { prefix: 'fetch failed', outcome: 'fetch_failed' },
  'apply-failed': { prefix: 'apply failed', outcome: 'apply_failed' },
  'rolled-back': { prefix: 'rolled back', outcome: 'rolled_back' },
  'rollback-failed': { prefix: 'rollback failed', outcome: 'unhealthy' },
} as const;

/** What is said of a failure. */
export function failureSaid(kind: keyof typeof FAILURES, reason: string): Said {
  const { prefix, outcome } = FAILURES[kind];
  return { kind, success: false, message: `${prefix}: ${reason}`, outcome };
}

/** A row of the agent's own history. */
export const noted = (kind: NoteEmission['kind'], message: string, hash: string | null = null): NoteEmission => ({
  type: 'note',
  kind,
  hash,
  message,
});

/** A line of the log. */
export const logged = (level: LogEmission['level'], message: string): LogEmission => ({ type: 'log', level, message });

/** The row of the agent's own history that belongs to a report; v0.1.1 writes none for some. */
export function noteOf({ kind, running, message }: ReportEmission): NoteEmission | undefined {
  switch (kind) {
    case 'up-to-date':
      return noted('check', 'up-to-date', running);
    case 'deployed':
      return noted('deploy', 'success', running);
    case 'rolled-back':
      return noted('rollback', message.slice('rolled back: '.length));
    case 'apply-failed':
    case 'rollback-failed':
      return noted('error', message);
    case 'fetch-failed':
    case 'applying':
    case 'dry-run':
    case 'health-check':
      return undefined;
  }
}

/** A report that waits in the outbox; `at` is when it was decided, ms since the epoch. */
export interface QueuedReport extends ReportEmission {
  readonly seq: number;
  readonly at: number;
}

/** Who reports. */
export interface Reporter {
  readonly machineId: string;
  readonly tags: readonly string[];
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly bootId: string | null;
  /** Names the agent's database: another epoch begins to count anew. */
  readonly epoch: string;
}

/** A report as it is sent: v0.1.1's nine members in their order, and ours for who understands them. */
export function wireReport(queued: QueuedReport, reporter: Reporter): Report {
  const report: Report = {
    machine_id: reporter.machineId,
    current_generation: queued.running,
    success: queued.success,
    message: cutText(queued.message),
    timestamp: new Date(queued.at).toISOString(),
    tags: [...reporter.tags],
    health: queued.health,
    agent_version: reporter.version,
    uptime_seconds: reporter.uptimeSeconds,
  };
  if (queued.evidence === null) return report;
  return { ...report, ...queued.evidence, boot_id: reporter.bootId, epoch: reporter.epoch, seq: queued.seq };
}

/**
 * What an answer to a report means: it was taken, whatever else the answer says; it will never be taken, and sending
 * it again would block those behind it; or it is kept for later.
 */
export function reportEnd(status: number): 'taken' | 'rejected' | 'kept' {
  if (status >= 200 && status < 300) return 'taken';
  return [400, 413, 415, 422].includes(status) ? 'rejected' : 'kept';
}
