import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import type { RolloutCard } from './rollout-cards.ts';
import { watchRollouts } from './rollouts-watch.ts';

/** The list as it is now. */
export interface WatchedRollouts {
  readonly cards: readonly RolloutCard[] | undefined;
  readonly error: unknown;
  /** Undefined: these are all. */
  readonly more: (() => void) | undefined;
  readonly again: () => void;
}

/** Watches the rollouts of a status (undefined: of any) while the page is shown. */
export function useRollouts(session: Session, status: string | undefined): WatchedRollouts {
  const [state, setState] = useState<{ cards: readonly RolloutCard[]; hasMore: boolean }>();
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const fetchMore = useRef(() => {});
  useEffect(() => {
    const leaving = new AbortController();
    setState(undefined);
    fetchMore.current = watchRollouts({
      session,
      status,
      show: (cards, hasMore) => setState({ cards, hasMore }),
      fetched: () => setError(undefined),
      failed: setError,
      signal: leaving.signal,
    });
    return () => leaving.abort();
  }, [session, status, turn]);
  const more = useCallback(() => fetchMore.current(), []);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { cards: state?.cards, error, more: state?.hasMore ? more : undefined, again };
}
