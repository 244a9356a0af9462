import type { FleetQuery } from './fleet-query.ts';
import { GROUPS, SORTS, VIEWS } from './fleet-query.ts';
import type { QueryChanges } from './use-fleet-query.ts';

/** What can be asked of the list: a search, how it is grouped and sorted, as what it is shown. */
export function FleetToolbar({ query, changes }: { readonly query: FleetQuery; readonly changes: QueryChanges }) {
  const { choose, type } = changes;
  return (
    <div class="fleet-toolbar" role="search" aria-label="Machines">
      <input
        type="search"
        class="fleet-search"
        aria-label="Search machines"
        placeholder="Search id, tag or store path ( / )"
        spellcheck={false}
        maxLength={200}
        value={query.q}
        onInput={(event) => type({ ...query, q: event.currentTarget.value })}
      />
      <Choice
        label="Group by"
        value={query.group}
        options={GROUPS}
        names={{ none: 'nothing', tag: 'tag', lifecycle: 'lifecycle' }}
        choose={(group) => choose({ ...query, group })}
      />
      <Choice
        label="Sort by"
        value={query.sort}
        options={SORTS}
        names={{ id: 'id', changed: 'last change', activity: 'activity' }}
        choose={(sort) => choose({ ...query, sort })}
      />
      <span class="fleet-views" role="group" aria-label="View">
        {VIEWS.map((view) => (
          <button
            key={view}
            type="button"
            aria-pressed={query.view === view}
            onClick={() => choose({ ...query, view })}
          >
            {view === 'table' ? 'Table' : 'Tiles'}
          </button>
        ))}
      </span>
    </div>
  );
}

function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly names: Readonly<Record<Value, string>>;
  readonly choose: (value: Value) => void;
}) {
  const { label, value, options, names, choose } = props;
  const chosen = (text: string) => options.find((option) => option === text) ?? value;
  return (
    <label class="fleet-choice">
      {label}{' '}
      <select value={value} onChange={(event) => choose(chosen(event.currentTarget.value))}>
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </label>
  );
}
