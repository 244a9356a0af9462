import type { Lifecycle } from '../../../machines/model/machine.ts';
import type { Report } from '../../../machines/model/report.ts';
import { assignmentOf, type Desired, type Part } from '../../../machines/policy/part.ts';
import { factsIn } from '../../../machines/policy/report.ts';
import type { ActorEvent, Local } from './chart-table.ts';
import { OLD, OTHER, type ReportKind } from './configuration.ts';

/** A report that a machine may send now. */
export interface Said {
  readonly name: string;
  /** The facts in it, as its actor hears them. */
  readonly events: () => ActorEvent[];
}

const NOW = { now: 0 };

/** What a machine may report. A report late enough proves that a machine has stayed healthy: `soakMs` after the others. */
export function reportsOf(actor: Local, kinds: readonly ReportKind[], soakMs: number): Said[] {
  const { desired } = contextOf(actor);
  const path = desired?.path ?? OLD;
  const said = (name: string, report: Partial<Report>, now = 0): Said => ({
    name,
    events: () => factsOf(actor, report).map((fact) => ({ ...fact, now })),
  });
  const all: Said[] = [said('well', { current_generation: path, health: health(true) })];
  if (soakMs > 0) all.push(said('well, and for long', { current_generation: path, health: health(true) }, soakMs));
  if (kinds.includes('ill')) all.push(said('ill', { current_generation: path, success: false, health: health(false) }));
  if (kinds.includes('rolled back'))
    all.push(said('rolled back', { current_generation: OLD, success: false, message: 'rolled back' }));
  if (kinds.includes('on another path'))
    all.push(said('on another path', { current_generation: OTHER, health: health(true) }));
  return all;
}

/** The real policy, by what the rows of the machine would say. */
function factsOf(actor: Local, said: Partial<Report>): ActorEvent[] {
  const { part, running, desired } = contextOf(actor);
  const { lifecycle, deployment } = actor.snapshot.value as { lifecycle: Lifecycle; deployment: string };
  const open =
    part?.verdict === 'open' && desired !== null ? { assignment: assignmentOf(part), wanted: desired.path } : undefined;
  const report: Report = { ...SILENT, ...said };
  return factsIn(report, { lifecycle, running, healthy: deployment === 'failed' ? false : null, open }).map((fact) => ({
    ...fact,
    ...NOW,
  }));
}

/** What the actor of a machine knows. */
export const contextOf = ({ snapshot }: Local) =>
  snapshot.context as { running: string | null; desired: Desired | null; part: Part | null };

const SILENT: Report = {
  machine_id: 'm',
  current_generation: '',
  success: true,
  message: '',
  timestamp: '2026-01-01T00:00:00Z',
  tags: [],
  agent_version: '0.2.0',
  uptime_seconds: 1,
};

const health = (all_passed: boolean): NonNullable<Report['health']> => ({
  results: [],
  all_passed,
  timestamp: '2026-01-01T00:00:00Z',
});
