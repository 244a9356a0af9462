import type { Verdict } from '../../../machines/model/rollout.ts';
import { verdictLook } from './verdicts.ts';

/** A verdict with the sign that its mark has in the lane. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { word, tone, sign } = verdictLook(verdict);
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}
