import type { MachineStatus } from '../../machines/model/machine.ts';
import { withConditions } from './condition-words.ts';
import { minute } from './moment.ts';
import { compactPath } from './store-path.ts';
import { cutting, table, type TableLook } from './table.ts';

const NO_MACHINES = 'No machines.';
const PATH_WIDTH = 50;
const COLUMNS = [
  'host',
  'state',
  'lifecycle',
  'sync',
  { head: 'current', shrink: compactPath },
  { head: 'desired', shrink: compactPath },
  'last seen',
];

/** The fleet as `status` shows it. */
export function fleetTable(machines: readonly MachineStatus[], staleAfterSeconds: number, look: TableLook): string[] {
  const rows = machines.map((machine) => statusRow(machine, staleAfterSeconds));
  const shown = withConditions(COLUMNS, machines, rows);
  return table(shown.columns, shown.rows, look);
}

/** How many machines run what they should. */
export const fleetSummary = (machines: readonly MachineStatus[]): string =>
  machines.length === 0 ? NO_MACHINES : `${machines.filter(isInSync).length}/${machines.length} hosts in sync`;

/** Machines with their tags as `machines list` shows them. */
export function machineTable(machines: readonly MachineStatus[], look: TableLook): string[] {
  const rows = machines.map((machine) => [
    machine.machine_id,
    machine.lifecycle,
    machine.system_state,
    machine.tags.join(', ') || '(none)',
  ]);
  const shown = withConditions(['id', 'lifecycle', 'state', cutting('tags')], machines, rows);
  return table(shown.columns, shown.rows, look);
}

/** How many machines there are. */
export const machineCount = (machines: readonly MachineStatus[]): string =>
  machines.length === 0 ? NO_MACHINES : `${machines.length} machine(s)`;

/** By their ids: v0.1.1 lists machines in any order. */
export const sortedById = <Machine extends { readonly machine_id: string }>(machines: readonly Machine[]): Machine[] =>
  machines.toSorted((a, b) => (a.machine_id < b.machine_id ? -1 : 1));

/** Whether a machine runs what it should; one that should run nothing in particular does not count. */
const isInSync = ({ current_generation: current, desired_generation: desired }: MachineStatus): boolean =>
  desired === current;

/** What a machine says of itself, and whether it has been silent for too long. */
function stateWords(machine: MachineStatus, staleAfterSeconds: number): string {
  const { system_state: state, seconds_since_last_report: silentFor } = machine;
  const word = state === 'ok' ? 'ok' : state === 'error' ? 'ERROR' : '?';
  return typeof silentFor === 'number' && silentFor > staleAfterSeconds ? `${word} (stale)` : word;
}

function statusRow(machine: MachineStatus, staleAfterSeconds: number): string[] {
  const { current_generation: current, desired_generation: desired } = machine;
  return [
    machine.machine_id,
    stateWords(machine, staleAfterSeconds),
    machine.lifecycle,
    desired === null ? '—' : isInSync(machine) ? 'in_sync' : 'outdated',
    current === '' ? '—' : compactPath(current, PATH_WIDTH),
    desired === null ? '(none)' : compactPath(desired, PATH_WIDTH),
    machine.last_report === null ? 'never' : minute(machine.last_report),
  ];
}
