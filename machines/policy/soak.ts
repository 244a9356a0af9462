/** How long a machine has to stay healthy, and since when it is. */
export interface Soak {
  readonly soakMs: number;
  /** When it was found healthy first, ms since the epoch; null: not yet. */
  readonly soaksSince: number | null;
}

/**
 * What one more healthy report means at `now`: the machine `begins` to soak, it is `under_way`, or the time is `over` and
 * the machine counts as healthy. Only a report that comes after the time has passed can end it: silence proves nothing. A
 * clock that was set back begins anew.
 */
export function soakAt({ soakMs, soaksSince }: Soak, now: number): 'begins' | 'under_way' | 'over' {
  if (soakMs <= 0) return 'over';
  if (soaksSince === null || now < soaksSince) return 'begins';
  return now - soaksSince >= soakMs ? 'over' : 'under_way';
}
