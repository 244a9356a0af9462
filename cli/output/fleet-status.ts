import type { MachineStatus } from '../../machines/model/machine.ts';
import { minute } from './moment.ts';
import { compactPath } from './store-path.ts';

const PATH_WIDTH = 50;

/** Whether a machine runs what it should; one that should run nothing in particular does not count. */
export const isInSync = ({ current_generation: current, desired_generation: desired }: MachineStatus): boolean =>
  desired === current;

/** A machine as a row of the fleet's status. */
export function statusRow(machine: MachineStatus, staleAfterSeconds: number): string[] {
  const { current_generation: current, desired_generation: desired, seconds_since_last_report: silentFor } = machine;
  const isStale = typeof silentFor === 'number' && silentFor > staleAfterSeconds;
  return [
    machine.machine_id,
    stateWord(machine.system_state) + (isStale ? ' (stale)' : ''),
    machine.lifecycle,
    desired === null ? '—' : isInSync(machine) ? 'in_sync' : 'outdated',
    current === '' ? '—' : compactPath(current, PATH_WIDTH),
    desired === null ? '(none)' : compactPath(desired, PATH_WIDTH),
    machine.last_report === null ? 'never' : minute(machine.last_report),
  ];
}

function stateWord(state: string): string {
  if (state === 'ok') return 'ok';
  return state === 'error' ? 'ERROR' : '?';
}
