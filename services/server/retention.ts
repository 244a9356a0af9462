import { type Cutoff, cutoffs, type Keep } from '../../machines/policy/retention.ts';
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
export function startRetention(parts: RetentionParts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = turns(parts, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

async function turns(parts: RetentionParts, signal: AbortSignal): Promise<void> {
  const { clock, log } = parts;
  while (!signal.aborted) {
    const next = clock.now() + TURN_MS;
    await turn(parts, signal).catch((error: unknown) => {
      if (!signal.aborted) log('warn', 'old rows could not be taken out; it is tried again in an hour', { error });
    });
    if (!signal.aborted) await clock.sleepUntil(next, signal).catch(() => undefined);
  }
}

async function turn(parts: RetentionParts, signal: AbortSignal): Promise<void> {
  const { clock, keep, log } = parts;
  const removed: Record<string, number> = {};
  for (const cutoff of cutoffs(keep, clock.now())) {
    const rows = await trimmed(cutoff, parts, signal);
    if (signal.aborted) return;
    if (rows > 0) removed[cutoff.table] = rows;
  }
  if (Object.keys(removed).length > 0) log('info', 'took out rows that are older than they are kept', removed);
}

/** Takes out of one table all that is too old; how many rows that was. */
async function trimmed(cutoff: Cutoff, { engine, clock }: RetentionParts, signal: AbortSignal): Promise<number> {
  let removed = 0;
  let after: number | null = 0;
  while (after !== null && !signal.aborted) {
    if (after > 0) await clock.sleepUntil(clock.now() + REST_MS, signal);
    const step: Trimmed = await engine.request('trim', { ...cutoff, after });
    removed += step.removed;
    after = step.next;
  }
  return removed;
}
