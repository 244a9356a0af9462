import type { LogEmission, NoteEmission, ReportEmission, ReportKind } from '../agent-emissions.ts';
import type { Attempt } from '../model/attempt.ts';
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

/** A report about the attempt at hand, whatever is wanted by now: also from an agent that has lost its memory. */
export function attemptReportOf(context: AgentContext, said: Said): ReportEmission {
  const { attempt, knowsAssignments } = context;
  if (attempt === null) return reportOf(context, said);
  const wanted = { path: attempt.wanted, cacheUrl: null, assignment: attempt.assignment };
  return reportOf({ ...context, wanted, knowsAssignments: knowsAssignments || attempt.assignment !== null }, said);
}

/** The periodic report: how the machine is, whatever is wanted of it. */
export function healthReportOf({ running, health, condition, knowsAssignments }: AgentContext): ReportEmission {
  const success = health?.all_passed ?? false;
  const evidence = knowsAssignments ? { assignment: null, outcome: null, condition } : null;
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

/** What is said of a machine that could not be taken back. */
export const stuckSaid = (reason: string, attempt: Attempt | null): Said =>
  failureSaid('rollback-failed', `${reason}; tried because: ${attempt?.problem?.reason ?? 'it had failed'}`);

/** What is said of a closure that only a reboot can bring. */
export const REBOOT_REQUIRED: Said = {
  kind: 'reboot-required',
  success: false,
  message: 'reboot required',
  outcome: 'reboot_required',
};

/** What is said of a machine that runs what nobody told its agent to run. */
export function driftSaid({ drift, reached, running }: AgentContext): Said {
  const since = drift === null ? '' : ` since ${new Date(drift.since).toISOString()}`;
  return {
    kind: 'drift',
    message: `drift: runs ${running || 'nothing'}${since}; wanted is ${reached?.path ?? 'nothing'}`,
  };
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
    case 'reboot-required':
      return noted('error', message);
    case 'drift':
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
