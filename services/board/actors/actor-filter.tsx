import { useEffect, useState } from 'preact/hooks';
import type { QueryChanges } from '../elements/fragment-query.ts';

/** Somebody who types is not done yet. */
const REST_MS = 250;

/** Which actors are listed: it is kept in the address. */
export function ActorFilter({
  query,
  change,
}: {
  readonly query: URLSearchParams;
  readonly change: (changes: QueryChanges) => void;
}) {
  const asked = query.get('search') ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return undefined;
    const timer = setTimeout(() => change({ search: text.trim() }), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form class="actors-filter" role="search" aria-label="Actors" onSubmit={(event) => event.preventDefault()}>
      <label>
        Search
        <input
          type="search"
          value={text}
          placeholder="part of an address or a state"
          maxLength={200}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <Choice name="kind" label="Kind" words={['machine', 'rollout', 'batch']} query={query} change={change} />
      <Choice
        name="status"
        label="Status"
        words={['waiting', 'resting', 'quarantined']}
        query={query}
        change={change}
      />
    </form>
  );
}

function Choice({
  name,
  label,
  words,
  query,
  change,
}: {
  readonly name: string;
  readonly label: string;
  readonly words: readonly string[];
  readonly query: URLSearchParams;
  readonly change: (changes: QueryChanges) => void;
}) {
  return (
    <label>
      {label}
      <select value={query.get(name) ?? ''} onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}>
        <option value="">all</option>
        {words.map((word) => (
          <option key={word} value={word}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
