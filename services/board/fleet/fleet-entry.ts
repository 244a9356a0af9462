import type { LiveMachine } from '../../../machines/model/live-machine.ts';
import { isClockOff, isDiskLow } from '../../../machines/policy/condition-limits.ts';
import { SILENT_AFTER } from '../elements/silent-after.ts';
import type { Facet } from './fleet-query.ts';

/** Whether a machine is heard of. */
export type Presence = 'online' | 'silent' | 'never';

/** Why somebody should look at a machine. `attention`: for one of the reasons, or it is silent or its deployment failed. */
export type Need = 'attention' | 'health' | 'drift' | 'reboot' | 'disk' | 'clock';

/** When a machine was last heard of; null: never. */
export interface Heard {
  readonly presence: Presence;
  readonly at: number | null;
}

/** What a machine counts for in each facet. */
export type FacetValues = Readonly<Record<Facet, readonly string[]>>;

/** A machine of the board, and what follows from what is known of it. */
export interface FleetEntry {
  readonly machine: LiveMachine;
  readonly heard: Heard;
  readonly needs: readonly Need[];
  readonly values: FacetValues;
  /** What a search looks into, in lower case. */
  readonly text: string;
  /** A number of its own while the page is open. */
  readonly ordinal: number;
  /** Grows with each change of the fleet. */
  readonly change: number;
  /** When it changed before the eyes of the viewer; 0: it was so when the page was opened. */
  readonly changedAt: number;
}

/** How a machine was heard of by what a frame says of it. */
export function heardIn({ seconds_since_last_report: seconds }: LiveMachine, now: number): Heard {
  return heardBefore(seconds, now, seconds !== null && seconds < SILENT_AFTER);
}

/** How a machine was heard of so many seconds ago; null: never. */
export function heardBefore(seconds: number | null, now: number, isOnline: boolean): Heard {
  if (seconds === null) return { presence: 'never', at: null };
  return { presence: isOnline ? 'online' : 'silent', at: now - seconds * 1000 };
}

/** Everything about a machine that follows from what is known. */
export function entryOf(
  machine: LiveMachine,
  heard: Heard,
  { ordinal, change, changedAt }: Pick<FleetEntry, 'ordinal' | 'change' | 'changedAt'>,
): FleetEntry {
  const { machine_id: id, tags, current_generation: current, desired_generation: desired } = machine;
  const text = [id, ...tags, current, desired ?? ''].join('\n').toLowerCase();
  const needs = needsOf(machine, heard);
  return { machine, heard, needs, values: valuesOf(machine, heard, needs), text, ordinal, change, changedAt };
}

/** What an operator should look at; of machines that are meant to be in service only. */
function needsOf(machine: LiveMachine, { presence }: Heard): Need[] {
  const { condition, system_state: health, deployment, lifecycle } = machine;
  const reasons: Need[] = [
    ...(health === 'error' ? (['health'] as const) : []),
    ...(condition?.drift_since != null ? (['drift'] as const) : []),
    ...(condition?.reboot_required === true ? (['reboot'] as const) : []),
    ...(condition != null && isDiskLow(condition) ? (['disk'] as const) : []),
    ...(condition != null && isClockOff(condition) ? (['clock'] as const) : []),
  ];
  const isInService = lifecycle === 'active';
  const isToBeSeen = reasons.length > 0 || presence === 'silent' || deployment === 'failed';
  return isInService && isToBeSeen ? ['attention', ...reasons] : reasons;
}

/** Where a machine belongs. Nobody listens for one that is out of service. */
const valuesOf = (machine: LiveMachine, { presence }: Heard, needs: readonly Need[]): FacetValues => ({
  tag: machine.tags,
  lifecycle: [machine.lifecycle],
  activity: [machine.agent_state ?? 'unknown'],
  deployment: [machine.deployment],
  presence: machine.lifecycle === 'decommissioned' ? [] : [presence],
  need: needs,
});
