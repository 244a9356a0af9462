import type { Log } from '../log.ts';

/** Beyond this a clock is said to be wrong: certificates and deadlines begin to suffer. */
export const TOLERATED_SKEW_MS = 30_000;

/** An answer of the control plane as far as it tells of clocks; ms since the epoch by ours. */
export interface TimedAnswer {
  /** What its `Date` header says. */
  readonly date: string;
  readonly heardAt: number;
  readonly tookMs: number;
}

/**
 * Our clock minus theirs, ms; null: the answer does not tell. A header has whole seconds and an answer takes time: what that
 * can explain is 0.
 */
export function skewIn({ date, heardAt, tookMs }: TimedAnswer): number | null {
  const second = Date.parse(date);
  if (Number.isNaN(second)) return null;
  const skewMs = Math.round(heardAt - tookMs / 2 - (second + 500));
  return Math.abs(skewMs) <= 500 + tookMs / 2 ? 0 : skewMs;
}

/** How far the clock of a machine is from its control plane's, by the last answer; warns when that is far. */
export class ClockSkew {
  readonly #log: Log;
  #ms: number | null = null;
  #told = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Our clock minus theirs; null: unknown. */
  get ms(): number | null {
    return this.#ms;
  }

  /** Takes an answer; one without a date changes nothing. */
  heard({ date, ...timing }: Omit<TimedAnswer, 'date'> & { readonly date: string | undefined }): void {
    const ms = date === undefined ? null : skewIn({ date, ...timing });
    if (ms === null) return;
    this.#ms = ms;
    if (Math.abs(ms - this.#told) <= TOLERATED_SKEW_MS) return;
    this.#told = ms;
    if (Math.abs(ms) > TOLERATED_SKEW_MS) this.#log('WARN', `${skewText(ms)}: set one of them right`, { skewMs: ms });
    else this.#log('INFO', "the clock of this machine agrees with the control plane's again");
  }
}

/** A difference in words. */
export const skewText = (ms: number): string =>
  `the clock of this machine is ${Math.round(Math.abs(ms) / 1000)} s ${ms < 0 ? 'behind' : 'ahead of'} the control plane's`;
