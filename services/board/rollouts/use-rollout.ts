import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import type { RolloutModel } from './rollout-model.ts';
import { watchRollout } from './rollout-watch.ts';

/** A rollout as it is now, or why it cannot be had. */
export interface WatchedRollout {
  readonly model: RolloutModel | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/** Watches a rollout while the page is shown. */
export function useRollout(session: Session, id: string): WatchedRollout {
  const [model, setModel] = useState<RolloutModel>();
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const show = (now: RolloutModel) => {
      setModel(now);
      setError(undefined);
    };
    watchRollout({ session, id, show, failed: setError, signal: leaving.signal });
    return () => leaving.abort();
  }, [session, id, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { model, error, again };
}
