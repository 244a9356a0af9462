import type { Report } from '../model/report.ts';
import { cutText } from './agent-message.ts';

/** What a machine was asked to run, and under which name. */
export interface OpenAssignment {
  readonly assignment: string;
  readonly wanted: string;
}

/** What a report proves about an open assignment; undefined: nothing yet. */
export type Evidence = { readonly outcome: 'healthy' } | { readonly outcome: 'unhealthy'; readonly reason: string };

/**
 * What one report proves. Only evidence that names the wanted path counts: healthy probes on it, or failing
 * ones. The exception is an explicit failure to get there: our agent says so with an outcome, v0.1.1's by
 * `success: false` on another path without a health block. A report that names an assignment counts for
 * exactly that one.
 */
export function evidenceIn(report: Report, open: OpenAssignment): Evidence | undefined {
  if (report.assignment != null && report.assignment !== open.assignment) return undefined;
  if (report.assignment != null && hasFailed(report)) return unhealthy(report.message);
  if (report.current_generation !== open.wanted) return apartFrom(report);
  if (report.health == null) return report.success ? undefined : unhealthy(report.message);
  return report.health.all_passed ? { outcome: 'healthy' } : unhealthy(failedChecks(report));
}

const FAILURES = ['apply_failed', 'unhealthy', 'rolled_back', 'reboot_required'];

const hasFailed = ({ outcome }: Report): boolean => outcome != null && FAILURES.includes(outcome);

function apartFrom({ success, health, message, assignment }: Report): Evidence | undefined {
  return success || health != null || assignment != null ? undefined : unhealthy(message);
}

const unhealthy = (reason: string): Evidence => ({
  outcome: 'unhealthy',
  reason: reason || 'the agent gave no reason',
});

function failedChecks({ health }: Report): string {
  const failed = health?.results.flatMap((result) =>
    result.status === 'fail' ? [`${result.check_name}: ${result.message}`] : [],
  );
  return cutText(`health checks failed: ${failed?.join(', ') || 'the agent named none'}`);
}
