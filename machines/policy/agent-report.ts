import type { ReportEmission } from '../agent-emissions.ts';
import type { Report } from '../model/report.ts';
import { cutText } from './agent-message.ts';

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

/** Whether an answer means that this report will never be taken: sending it again would block those behind it. */
export const isRejected = (status: number): boolean => [400, 413, 415, 422].includes(status);
