import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import type { RolloutModel } from './rollout-model.ts';
import { watchRollout } from './rollout-watch.ts';

/** A rollout as it is now, or why it cannot be had. */
export interface WatchedRollout {
  readonly model: RolloutModel | undefined;
  readonly error: unknown;
  /** It was there and is not any more. */
  readonly isDeleted: boolean;
  readonly again: () => void;
}

type Seen = Omit<WatchedRollout, 'again'>;

const NOTHING: Seen = { model: undefined, error: undefined, isDeleted: false };

/** Watches a rollout while the page is shown. */
export function useRollout(session: Session, id: string): WatchedRollout {
  const [seen, setSeen] = useState(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    watchRollout({
      session,
      id,
      show: (model) => setSeen({ ...NOTHING, model }),
      failed: (error) => setSeen((before) => ({ ...before, error })),
      deleted: () => setSeen({ ...NOTHING, isDeleted: true }),
      signal: leaving.signal,
    });
    return () => leaving.abort();
  }, [session, id, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...seen, again };
}
