import { useState } from 'preact/hooks';
import { FacetButton } from './facet-button.tsx';
import { type FleetQuery, toggled } from './fleet-query.ts';
import type { FleetView } from './fleet-view.ts';
import { MANY_TAGS, shownTags } from './shown-tags.ts';

/** The tags of the fleet with how many machines have each; of many, those that somebody types a part of. */
export function TagFacet(props: {
  readonly view: FleetView;
  readonly query: FleetQuery;
  readonly choose: (query: FleetQuery) => void;
}) {
  const { view, query, choose } = props;
  const [part, setPart] = useState('');
  const { tags, more } = shownTags(view.all.tag, query.chosen.tag, part);
  if (view.all.tag.size === 0 && tags.length === 0) return null;
  return (
    <section class="fleet-group tag" aria-label="Tags">
      <h2>Tags</h2>
      {view.all.tag.size > MANY_TAGS && (
        <input
          type="text"
          class="fleet-find-tag"
          aria-label="Find a tag"
          placeholder="Find a tag"
          value={part}
          onInput={(event) => setPart(event.currentTarget.value)}
        />
      )}
      <div class="fleet-values">
        {tags.map((tag) => (
          <FacetButton
            key={tag}
            word={tag}
            tone="plain"
            all={view.all.tag.get(tag) ?? 0}
            left={view.left.tag.get(tag) ?? 0}
            isChosen={query.chosen.tag.includes(tag)}
            toggle={() => choose(toggled(query, 'tag', tag))}
          />
        ))}
      </div>
      {more > 0 && <p class="note">{more} more: type a part of one</p>}
    </section>
  );
}
