import { hasEnded, isTerminal } from '../../../machines/policy/rollout-status.ts';
import { deadlineOf } from './deadline.ts';
import { isUnderWay } from './lane-standing.ts';
import type { RolloutModel } from './rollout-model.ts';

/** A stretch of time from left to right, ms since the epoch. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  /** Up to where it is known: what is right of it is still to come. */
  readonly reached: number;
  /** Where now is; undefined: nothing moves any more. */
  readonly now: number | undefined;
}

/** A mark on the axis: how far along, from 0 to 1, and how long that is after its beginning. */
export interface Tick {
  readonly share: number;
  readonly label: string;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800];
const TICKS = 6;
/** What is still to come has this share of the width while something moves. */
const ROOM_AHEAD = 0.22;
const SHORTEST_MS = 5_000;

/** The stretch that a rollout takes: from its creation until now while a batch is under way, else until what came last. */
export function timeAxis(model: RolloutModel, now: number): TimeAxis {
  const from = Date.parse(model.rollout.created_at);
  const isMoving = moves(model);
  const reached = isMoving ? now : lastOf(model);
  const until = Math.max(reached, from + SHORTEST_MS);
  const ahead = hasEnded(model.rollout) ? 0.03 : ROOM_AHEAD;
  const to = Math.max(from + (until - from) / (1 - ahead), nearDeadline(model, from, until));
  return { from, to, reached, now: isMoving ? now : undefined };
}

/** How far along the axis a time is, from 0 to 1. */
export const shareOf = ({ from, to }: Pick<TimeAxis, 'from' | 'to'>, at: number): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from)));

/** Where the axis is labelled: at round distances from its beginning. */
export function ticksOf({ from, to }: Pick<TimeAxis, 'from' | 'to'>): Tick[] {
  const seconds = (to - from) / 1000;
  const step = STEPS.find((each) => seconds / each <= TICKS) ?? Math.ceil(seconds / TICKS);
  const count = Math.floor(seconds / step);
  return Array.from({ length: count + 1 }, (_, index) => ({
    share: (index * step) / seconds,
    label: index === 0 ? 'created' : `+${exactWords(index * step)}`,
  }));
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Seconds as the largest unit says them, with the rest where there is one: `90 s` is `1 min 30 s`, not `2 min`. */
function exactWords(seconds: number): string {
  let rest = Math.round(seconds);
  const words = UNITS.flatMap(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return words.slice(0, 2).join(' ');
}

/** A batch is at work, or the rollout takes back what it did. */
function moves({ rollout, lanes }: RolloutModel): boolean {
  if (isTerminal(rollout.status)) return rollout.phase === 'reverting';
  return rollout.status !== 'paused' || lanes.some(isUnderWay);
}

/** A deadline that is far away would leave no room for what happens. */
function nearDeadline(model: RolloutModel, from: number, until: number): number {
  const deadlines = model.lanes.flatMap((lane) => deadlineOf(model, lane) ?? []);
  const near = deadlines.filter((at) => at - from < 3 * (until - from));
  return Math.max(from, ...near.map((at) => at + (at - from) * 0.05));
}

function lastOf({ rollout, lanes, machines }: RolloutModel): number {
  const times = [rollout.created_at];
  for (const { started_at, completed_at } of lanes) times.push(started_at ?? '', completed_at ?? '');
  for (const { settled_at } of machines.values()) times.push(settled_at ?? '');
  return times.reduce((last, text) => (text === '' ? last : Math.max(last, Date.parse(text))), 0);
}
