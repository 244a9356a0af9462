import { FacetButton } from './facet-button.tsx';
import { type Facet, type FleetQuery, toggled } from './fleet-query.ts';
import type { FleetView } from './fleet-view.ts';
import { FACET_WORDS } from './fleet-words.ts';

type Worded = Exclude<Facet, 'tag'>;

/** Values of one facet, each as a button that filters. */
export function FacetGroup(props: {
  readonly facet: Worded;
  readonly title: string;
  readonly view: FleetView;
  readonly query: FleetQuery;
  readonly choose: (query: FleetQuery) => void;
}) {
  const { facet, title, view, query, choose } = props;
  return (
    <section class={`fleet-group ${facet}`} aria-label={title}>
      <h2>{title}</h2>
      <div class="fleet-values">
        {FACET_WORDS[facet].map(({ value, word, tone }) => (
          <FacetButton
            key={value}
            word={word}
            tone={tone}
            all={view.all[facet].get(value) ?? 0}
            left={view.left[facet].get(value) ?? 0}
            isChosen={query.chosen[facet].includes(value)}
            toggle={() => choose(toggled(query, facet, value))}
          />
        ))}
      </div>
    </section>
  );
}
