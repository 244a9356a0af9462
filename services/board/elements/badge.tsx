import { SIGNS, type Tone, toneOf } from './tone.ts';

/** A word that stands for a state: its tone is a colour and a sign, never a colour alone. */
export function Badge({ word, tone = toneOf(word) }: { readonly word: string; readonly tone?: Tone }) {
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {word.replaceAll('_', ' ')}
    </span>
  );
}
