import { useEffect, useState } from 'preact/hooks';
import type { QueryChanges } from '../elements/fragment-query.ts';
import { FRAMEWORKS } from './frameworks.ts';
import type { WantedCompliance } from './wanted-compliance.ts';

/** Which framework, on which machines: it is kept in the address. */
export function ComplianceFilter(props: {
  readonly wanted: WantedCompliance;
  readonly change: (changes: QueryChanges) => void;
}) {
  const { wanted, change } = props;
  const { framework = '', tag: [tag = ''] = [] } = wanted;
  const [text, setText] = useState(tag);
  useEffect(() => setText(tag), [tag]);
  const isKnown = framework === '' || FRAMEWORKS.some(({ id }) => id === framework);
  return (
    <form
      class="compliance-filter"
      aria-label="Which compliance"
      onSubmit={(event) => {
        event.preventDefault();
        change({ tag: text.trim() });
      }}
    >
      <label>
        Framework{' '}
        <select value={framework} onChange={({ currentTarget }) => change({ framework: currentTarget.value })}>
          <option value="">all that machines follow</option>
          {FRAMEWORKS.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
          {!isKnown && <option value={framework}>{framework}</option>}
        </select>
      </label>
      <label>
        Machines with the tag{' '}
        <input
          type="search"
          value={text}
          placeholder="its whole name, then Enter"
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
    </form>
  );
}
