import { useCallback, useEffect, useState } from 'preact/hooks';
import { type QueryChanges, queryIn, withQuery } from './fragment-query.ts';

/** The query in the fragment (`#/actors?kind=rollout`), and what changes it without a new entry in the browser's history. */
export function useQuery(): readonly [URLSearchParams, (changes: QueryChanges) => void] {
  const [query, setQuery] = useState(() => queryIn(location.hash));
  useEffect(() => {
    const moved = () => setQuery(queryIn(location.hash));
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const change = useCallback((changes: QueryChanges) => {
    const fragment = withQuery(location.hash, changes);
    if (fragment === location.hash) return;
    history.replaceState(history.state, '', fragment);
    setQuery(queryIn(fragment));
  }, []);
  return [query, change];
}
