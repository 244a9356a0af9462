/** How a link is asked for again; ms. */
export interface LinkPace {
  /** The shortest pause. */
  readonly leastMs: number;
  /** The longest pause after failures. */
  readonly mostMs: number;
  /** How long a control plane that has no link is left in peace. */
  readonly absentMs: number;
  /** A link that has stood for so long was a good one: its end is no further failure. */
  readonly goodMs: number;
}

/** The pace of every agent. */
export const LINK_PACE: LinkPace = { leastMs: 1_000, mostMs: 60_000, absentMs: 3_600_000, goodMs: 60_000 };

/** The first pause is this much longer than the shortest, at most. */
const SPREAD = 4;

/**
 * How long to wait after this many failures in a row: anything from the shortest pause to one that doubles each time, for a
 * control plane that was restarted must not be met by all of its fleet at once. `chance` is from 0 up to 1.
 */
export function reconnectPause({ leastMs, mostMs }: LinkPace, failures: number, chance: number): number {
  const ceilingMs = Math.min(mostMs, leastMs * SPREAD * 2 ** Math.min(failures, 16));
  return Math.round(leastMs + chance * Math.max(0, ceilingMs - leastMs));
}

/** How long a control plane without a link is not asked for one: at least that long, a little longer for most. */
export const absentPause = ({ absentMs }: LinkPace, chance: number): number =>
  Math.round(absentMs * (1 + 0.1 * chance));
