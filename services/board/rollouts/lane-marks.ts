import type { RolloutMachine } from '../../../machines/model/rollout.ts';
import { shareOf, type TimeAxis } from './time-axis.ts';
import { isOpen, worstFirst } from './verdicts.ts';

/** A place in a lane: a machine, or how many more there are at that time than there is room for. */
export interface LaneMark {
  readonly column: number;
  readonly row: number;
  readonly machine?: RolloutMachine;
  readonly more?: number;
}

/** How many marks have room beside and above each other. */
export interface LaneRoom {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The machines of a batch in the columns of the times when they were judged, the worst at the bottom; who is waited for
 * stands at now, who has not been told stands behind it.
 */
export function laneMarks(machines: readonly RolloutMachine[], axis: TimeAxis, room: LaneRoom): LaneMark[] {
  const columns = new Map<number, RolloutMachine[]>();
  const untold: RolloutMachine[] = [];
  for (const machine of worstFirst(machines)) {
    const at = timeOf(machine, axis);
    if (at === undefined) untold.push(machine);
    else put(columns, columnAt(axis, at, room), machine);
  }
  // Clear of the line that is drawn at now.
  spread(columns, untold, { first: columnAt(axis, axis.reached, room) + 2, room });
  return [...columns].toSorted(([a], [b]) => a - b).flatMap(([column, stack]) => stacked(column, stack, room.rows));
}

/** How many rows the fullest column of some marks has. */
export const rowsOf = (marks: readonly LaneMark[]): number =>
  marks.reduce((most, { row }) => Math.max(most, row + 1), 1);

function timeOf({ verdict, started_at, settled_at }: RolloutMachine, axis: TimeAxis): number | undefined {
  if (!isOpen(verdict)) return settled_at === null ? startOf(started_at) : Date.parse(settled_at);
  if (started_at === null) return undefined;
  return axis.reached;
}

const startOf = (started: string | null): number | undefined => (started === null ? undefined : Date.parse(started));

const columnAt = (axis: TimeAxis, at: number, { columns }: LaneRoom): number =>
  Math.min(columns - 1, Math.floor(shareOf(axis, at) * columns));

/** Who waits fills the room from there on, as low as there is room; what is too much is put on the last column. */
function spread(
  columns: Map<number, RolloutMachine[]>,
  machines: readonly RolloutMachine[],
  { first, room }: { readonly first: number; readonly room: LaneRoom },
): void {
  const last = room.columns - 1;
  const from = Math.min(first, Math.max(0, last - 2));
  const rows = Math.min(room.rows, Math.max(2, Math.ceil(machines.length / (last - from + 1))));
  machines.forEach((machine, index) => put(columns, Math.min(last, from + Math.floor(index / rows)), machine));
}

function put(columns: Map<number, RolloutMachine[]>, column: number, machine: RolloutMachine): void {
  const stack = columns.get(column);
  if (stack === undefined) columns.set(column, [machine]);
  else stack.push(machine);
}

function stacked(column: number, stack: readonly RolloutMachine[], rows: number): LaneMark[] {
  const shown = stack.length > rows ? stack.slice(0, rows - 1) : stack;
  const marks = shown.map((machine, row): LaneMark => ({ column, row, machine }));
  const more = stack.length - shown.length;
  return more === 0 ? marks : [...marks, { column, row: rows - 1, more }];
}
