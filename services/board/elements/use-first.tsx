import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** The first of many things, and the button that shows more of them; null: these are all. */
export interface First<Item> {
  readonly shown: readonly Item[];
  readonly more: VNode | null;
}

/** Shows the first `count` of many things, and on demand four times as many more: a page of thousands is slow, and nobody reads it. */
export function useFirst<Item>(items: readonly Item[], count: number): First<Item> {
  const [most, setMost] = useState(count);
  const left = items.length - most;
  const step = Math.min(left, 4 * count);
  const more = (
    <button type="button" onClick={() => setMost(most + 4 * count)}>
      {step === left ? `${left} more` : `${step} more of ${left}`}
    </button>
  );
  return { shown: items.slice(0, most), more: left > 0 ? more : null };
}
