import { useCallback, useEffect, useState } from 'preact/hooks';
import { type FleetQuery, fragmentFor, fleetQuery } from './fleet-query.ts';

/** How a query takes the place of the one before: `choose` can be gone back on, `type` not letter by letter. */
export interface QueryChanges {
  readonly choose: (query: FleetQuery) => void;
  readonly type: (query: FleetQuery) => void;
}

/** The query of the address, and what changes it. */
export function useFleetQuery(): readonly [FleetQuery, QueryChanges] {
  const [query, setQuery] = useState(() => fleetQuery(location.hash));
  useEffect(() => {
    const moved = () => setQuery(fleetQuery(location.hash));
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const choose = useCallback((next: FleetQuery) => {
    history.pushState(null, '', fragmentFor(next));
    setQuery(next);
  }, []);
  const type = useCallback((next: FleetQuery) => {
    history.replaceState(null, '', fragmentFor(next));
    setQuery(next);
  }, []);
  return [query, { choose, type }];
}
