import type { Verdict } from '../../../machines/model/rollout.ts';
import type { Tone } from '../elements/tone.ts';

/** How a verdict is shown: a word, a colour, and the sign of its mark, so that none stands on a colour alone. */
export interface VerdictLook {
  readonly word: string;
  readonly tone: Tone;
  readonly sign: string;
}

const LOOKS: Readonly<Record<Verdict, VerdictLook>> = {
  unhealthy: { word: 'unhealthy', tone: 'bad', sign: '✖' },
  revert_failed: { word: 'could not go back', tone: 'bad', sign: '‼' },
  reverting: { word: 'going back', tone: 'busy', sign: '↶' },
  soaking: { word: 'soaking', tone: 'wait', sign: '◐' },
  pending: { word: 'pending', tone: 'plain', sign: '○' },
  superseded: { word: 'left to somebody else', tone: 'plain', sign: '⇢' },
  skipped: { word: 'skipped', tone: 'plain', sign: '–' },
  reverted: { word: 'back on what it ran', tone: 'wait', sign: '↩' },
  healthy: { word: 'healthy', tone: 'good', sign: '✔' },
};

const ORDER = Object.keys(LOOKS);

/** How a verdict is shown; a word of a newer control plane stands for itself. */
export const verdictLook = (verdict: Verdict): VerdictLook =>
  verdict in LOOKS ? LOOKS[verdict] : { word: verdict, tone: 'plain', sign: '·' };

/** Whether a machine is still waited for. */
export const isOpen = (verdict: Verdict): boolean => ['pending', 'soaking', 'reverting'].includes(verdict);

/** The ones that somebody has to look at first, then the ones that are waited for; otherwise as they were. */
export const worstFirst = <Judged extends { readonly verdict: Verdict }>(machines: readonly Judged[]): Judged[] =>
  machines.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));

/** How many machines are well, are not, are waited for, and what else became of them. */
export interface Counts {
  readonly healthy: number;
  readonly unhealthy: number;
  readonly pending: number;
  readonly other: number;
}

/** Counts verdicts as a bar shows them. */
export function countsOf(verdicts: Iterable<Verdict>): Counts {
  const counts = { healthy: 0, unhealthy: 0, pending: 0, other: 0 };
  for (const verdict of verdicts) counts[kindOf(verdict)] += 1;
  return counts;
}

function kindOf(verdict: Verdict): keyof Counts {
  if (verdict === 'healthy') return 'healthy';
  if (verdictLook(verdict).tone === 'bad') return 'unhealthy';
  return isOpen(verdict) ? 'pending' : 'other';
}
