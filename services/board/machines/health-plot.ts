import type { HealthCheckResult } from '../../../machines/model/health.ts';
import type { MeasuredHealth } from '../../../machines/model/machine-detail.ts';
import { groupedBy } from '../../../machines/policy/grouped.ts';

/** Results of one check that are so close in time that they are one mark: the worst of them counts. */
export interface PlotMark {
  /** Px from the left. */
  readonly x: number;
  /** When it was received, ms since the epoch: of the newest, or of the newest that failed. */
  readonly at: number;
  readonly status: 'pass' | 'fail';
  readonly results: number;
  readonly failed: number;
  /** The longest that it took. */
  readonly durationMs: number;
  /** How long that is beside the longest of the row: 0 to 1. */
  readonly height: number;
  /** What the check said against it. */
  readonly message: string | undefined;
}

/** One check over time. */
export interface PlotRow {
  readonly check: string;
  /** By time. */
  readonly marks: readonly PlotMark[];
  readonly results: number;
  readonly failed: number;
  readonly longestMs: number;
}

/** Health results over time, placed on a plot. */
export interface HealthPlot {
  /** Those that failed last come first. */
  readonly rows: readonly PlotRow[];
  readonly ticks: readonly { readonly at: number; readonly x: number }[];
  readonly from: number;
  readonly to: number;
}

/** Marks are this far apart, px, and so far from either side. */
const SLOT = 14;
const SIDE = 12;
/** The least that the plot is wide, in time: one result stands in the middle. */
const LEAST_MS = 60_000;
/** Px that a label takes: a time, or a day with its time where the plot is longer than `DAYS_MS`. */
const SPACE_OF_TIME = 80;
const SPACE_OF_DAY = 140;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 5, 10, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((count) => count * HOUR),
];

/** Of a longer plot a time alone does not say which day it is. */
export const DAYS_MS = 36 * HOUR;

/** Places health blocks, in any order, on a plot that is so many px wide. */
export function healthPlot(blocks: readonly MeasuredHealth[], width: number): HealthPlot {
  const scale = timeScale(
    blocks.map(({ received_at: at }) => Date.parse(at)),
    width,
  );
  const said = blocks.flatMap(({ results, received_at: at }) =>
    results.map((result) => ({ result, at: Date.parse(at) })),
  );
  const rows = [...groupedBy(said, ({ result }) => result.check_name)].map(([check, own]) =>
    rowOf(check, own, scale.x),
  );
  const { from, to } = scale;
  return { rows: rows.toSorted(byTrouble), ticks: ticksOf(scale, width), from, to };
}

interface Said {
  readonly result: HealthCheckResult;
  readonly at: number;
}

function rowOf(check: string, said: readonly Said[], x: (at: number) => number): PlotRow {
  const longestMs = Math.max(...said.map(({ result }) => result.duration_ms));
  const inOrder = said.toSorted((a, b) => a.at - b.at);
  return {
    check,
    marks: closeTogether(inOrder, x).map((together) => markOf(together, longestMs, x)),
    results: said.length,
    failed: said.filter(({ result }) => result.status === 'fail').length,
    longestMs,
  };
}

/** Those that would lie on each other; `said` by time. */
function closeTogether(said: readonly Said[], x: (at: number) => number): Said[][] {
  const groups: Said[][] = [];
  for (const one of said) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && x(one.at) - x(group[0].at) < SLOT) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** `together` by time: it stands in the middle of them. */
function markOf(together: readonly Said[], longestMs: number, x: (at: number) => number): PlotMark {
  const failures = together.filter(({ result }) => result.status === 'fail');
  const told = failures.at(-1) ?? together.at(-1);
  const durationMs = Math.max(...together.map(({ result }) => result.duration_ms));
  const [first, last] = [together[0]?.at ?? 0, together.at(-1)?.at ?? 0];
  return {
    x: (x(first) + x(last)) / 2,
    at: told?.at ?? 0,
    status: failures.length > 0 ? 'fail' : 'pass',
    results: together.length,
    failed: failures.length,
    durationMs,
    height: longestMs === 0 ? 0 : durationMs / longestMs,
    message: told?.result.status === 'fail' ? told.result.message : undefined,
  };
}

interface TimeScale {
  readonly from: number;
  readonly to: number;
  readonly x: (at: number) => number;
}

function timeScale(moments: readonly number[], width: number): TimeScale {
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  const missing = Math.max(0, LEAST_MS - (last - first)) / 2;
  const [from, to] = moments.length === 0 ? [0, LEAST_MS] : [first - missing, last + missing];
  const room = Math.max(1, width - 2 * SIDE);
  return { from, to, x: (at) => SIDE + ((at - from) / (to - from)) * room };
}

function ticksOf({ from, to, x }: TimeScale, width: number): HealthPlot['ticks'] {
  const most = Math.max(1, Math.floor(width / (to - from > DAYS_MS ? SPACE_OF_DAY : SPACE_OF_TIME)));
  const step = STEPS.find((each) => (to - from) / each <= most) ?? (to - from) / most;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const at = (first + index) * step;
    return { at, x: x(at) };
  });
}

/** What fails now is what one looks for. */
function byTrouble(a: PlotRow, b: PlotRow): number {
  const trouble = (row: PlotRow) => (row.marks.at(-1)?.status === 'fail' ? 0 : 1);
  return trouble(a) - trouble(b) || a.check.localeCompare(b.check);
}
