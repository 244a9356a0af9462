import type { Lifecycle } from '../model/machine.ts';
import type { Report } from '../model/report.ts';
import { evidenceIn, type OpenAssignment } from './verdict.ts';

/** What is known of a machine before a report. */
export interface KnownMachine {
  readonly lifecycle: Lifecycle;
  readonly running: string | null;
  /** The verdict of the newest health block. */
  readonly healthy: boolean | null;
  readonly open: OpenAssignment | undefined;
}

/** Something new in a report: an event for the machine's actor. */
export type Fact =
  | { readonly type: 'machine.seen' }
  | { readonly type: 'path.changed'; readonly path: string }
  | { readonly type: 'check.failed' }
  | { readonly type: 'check.passed' }
  | { readonly type: 'deploy.confirmed'; readonly assignment: string }
  | { readonly type: 'deploy.failed'; readonly assignment: string; readonly reason: string };

/**
 * The facts in a report, in the order in which the machine's actor should hear them. A routine report has
 * none: it is stored and goes no further.
 */
export function factsIn(report: Report, known: KnownMachine): Fact[] {
  const facts: Fact[] = [];
  if (known.lifecycle === 'pending' || known.lifecycle === 'provisioning') facts.push({ type: 'machine.seen' });
  if (report.current_generation !== (known.running ?? ''))
    facts.push({ type: 'path.changed', path: report.current_generation });
  const passed = report.health?.all_passed;
  if (passed === false && known.healthy !== false) facts.push({ type: 'check.failed' });
  if (passed === true && known.healthy === false) facts.push({ type: 'check.passed' });
  if (known.open !== undefined) facts.push(...verdictIn(report, known.open));
  return facts;
}

function verdictIn(report: Report, open: OpenAssignment): Fact[] {
  const evidence = evidenceIn(report, open);
  if (evidence === undefined) return [];
  const { assignment } = open;
  if (evidence.outcome === 'healthy') return [{ type: 'deploy.confirmed', assignment }];
  return [{ type: 'deploy.failed', assignment, reason: evidence.reason }];
}
