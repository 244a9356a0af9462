import { span } from '../../machines/policy/span.ts';
import type { Evidence } from '../../machines/model/evidence.ts';
import { excusedNoLonger } from '../../services/compliance/excused-no-longer.ts';

/** What evidence is held against. */
export interface Moment {
  /** ms since the epoch. */
  readonly now: number;
  readonly staleAfterSeconds: number;
  /** Store path of the system that runs; null: this is no NixOS. */
  readonly running: string | null;
}

/** How old evidence is, and why it says nothing of now. */
export interface Freshness {
  readonly ageMs: number;
  /** Nothing: it is evidence of now. */
  readonly doubt: string | undefined;
}

/** Clocks differ and are set; more than this is no accident. */
const AHEAD_MS = 5 * 60 * 1000;
const REMEDY = 'systemctl start compliance-evidence-collector';

/** Whether evidence is of now: young enough, of the system that runs, and excused by nothing that has run out since. */
export function freshness(
  { timestamp, generation, controls }: Pick<Evidence, 'timestamp' | 'generation' | 'controls'>,
  { now, staleAfterSeconds, running }: Moment,
): Freshness {
  const ageMs = now - Date.parse(timestamp);
  return { ageMs, doubt: doubt() };

  function doubt(): string | undefined {
    if (ageMs < -AHEAD_MS) return `the evidence is from the future (${timestamp}): look at the clock, then ${REMEDY}`;
    if (ageMs > staleAfterSeconds * 1000)
      return `the evidence is ${span(ageMs)} old, more than ${span(staleAfterSeconds * 1000)} (compliance.evidence.staleAfterSeconds): is compliance-evidence-collector.timer active? ${REMEDY}`;
    if (generation !== running) return `another system runs than the evidence is of: ${REMEDY}`;
    const excused = excusedNoLonger({ controls }, now);
    if (excused !== undefined) return `an exception for ${excused} has run out since: ${REMEDY}`;
    return undefined;
  }
}
