import type { Tone } from '../elements/tone.ts';

/** A value of a facet with how many there are: pressed, only those are shown. */
export function FacetButton(props: {
  readonly word: string;
  readonly tone: Tone;
  /** In the whole fleet. */
  readonly all: number;
  /** Among those that the other facets leave. */
  readonly left: number;
  readonly isChosen: boolean;
  readonly toggle: () => void;
}) {
  const { word, tone, all, left, isChosen, toggle } = props;
  return (
    <button
      type="button"
      class={`fleet-facet ${all === 0 ? 'plain none' : tone}`}
      aria-pressed={isChosen}
      title={left === all ? undefined : `${counted(left)} of ${counted(all)}`}
      onClick={toggle}
    >
      <span class="fleet-facet-word">
        <bdi>{word}</bdi>
      </span>{' '}
      <span class="fleet-facet-count">
        {left !== all && <span class="fleet-facet-left">{counted(left)} / </span>}
        {counted(all)}
      </span>
    </button>
  );
}

const counted = (count: number): string => count.toLocaleString('en');
