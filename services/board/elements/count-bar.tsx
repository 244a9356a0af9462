import './count-bar.css';
import type { Tone } from './tone.ts';

/** A part of a whole: how many, of what. */
export interface CountPart {
  readonly count: number;
  readonly word: string;
  readonly tone: Tone;
}

/** How many of each there are: as a bar, and in words below it. */
export function CountBar({ parts }: { readonly parts: readonly CountPart[] }) {
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  const shown = parts.filter(({ count }) => count > 0);
  return (
    <span class="count-bar">
      <span class="count-bar-parts" aria-hidden="true">
        {shown.map(({ count, word, tone }) => (
          <span key={word} class={tone} style={{ width: `${(count / all) * 100}%` }} />
        ))}
      </span>
      <span class="count-bar-words">
        {shown.length === 0 ? 'no machines' : shown.map(({ count, word }) => `${count} ${word}`).join(', ')}
      </span>
    </span>
  );
}
