import { cutoffs, type Keep } from '../../machines/policy/retention.ts';
import type { Clock } from '../actors/clock.ts';
import type { Engine } from '../actors/engine.ts';
import type { Trimmed } from '../store/write/retention.ts';
import type { Log } from './log.ts';

/** What retention is made of. */
export interface RetentionParts {
  readonly engine: Pick<Engine, 'request'>;
  readonly clock: Clock;
  readonly keep: Keep;
  readonly log: Log;
}

const TURN_MS = 3_600_000;

/** Between two steps others get their turn, and the disk too. */
const REST_MS = 5;

/**
 * Takes old rows out of the database, now and every hour, in steps that nobody feels; until `stop`, which waits for the
 * step at hand. A turn that fails is logged, and the next one does its work.
 */
export function startRetention({ engine, clock, keep, log }: RetentionParts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const turn = async () => {
    const removed: Record<string, number> = {};
    for (const { table, before } of cutoffs(keep, clock.now())) {
      let after: number | null = 0;
      while (after !== null) {
        const step: Trimmed = await engine.request('trim', { table, before, after });
        if (step.removed > 0) removed[table] = (removed[table] ?? 0) + step.removed;
        after = step.next;
        if (signal.aborted) return;
        if (after !== null) await clock.sleepUntil(clock.now() + REST_MS, signal);
      }
    }
    if (Object.keys(removed).length > 0) log('info', 'took out rows that are older than they are kept', removed);
  };
  const turns = async () => {
    while (!signal.aborted) {
      const next = clock.now() + TURN_MS;
      await turn().catch((error: unknown) => {
        if (!signal.aborted) log('warn', 'old rows could not be taken out; it is tried again in an hour', { error });
      });
      if (!signal.aborted) await clock.sleepUntil(next, signal).catch(() => undefined);
    }
  };
  const ended = turns();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
