/** How long is kept what grows by itself, in days; 0: for ever. */
export interface Keep {
  /** Reports of agents; they are in the audit as long. */
  readonly reports: number;
  /** Who did what. */
  readonly audit: number;
  /** What happened, of rollouts that have ended. */
  readonly events: number;
  /** Evidence of machines; the newest of each stays. */
  readonly evidence: number;
}

/** What is kept when nobody says otherwise: a large fleet reports gigabytes a day, operators do little. */
export const KEPT: Keep = { reports: 7, audit: 365, events: 365, evidence: 365 };

const DAY_MS = 86_400_000;

/** What an operator does not choose: they are there for what is going on, not for later. */
const FIXED = { health_reports: 1, answers: 1, agent_logs: 7, dead_letters: 90, transitions: 14 } as const;

/** A table, and the moment before which its rows are too old; ms since the epoch. */
export interface Cutoff {
  readonly table: keyof typeof FIXED | 'reports' | 'audit_entries' | 'events' | 'evidence';
  readonly before: number;
}

/** From when on each table is kept; one that is kept for ever is not in the list. */
export function cutoffs({ reports, audit, events, evidence }: Keep, now: number): Cutoff[] {
  const days = Object.entries({ ...FIXED, reports, audit_entries: audit, events, evidence });
  return days
    .filter(([, kept]) => kept > 0)
    .map(([table, kept]) => ({ table: table as Cutoff['table'], before: now - kept * DAY_MS }));
}
