import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import type { RolloutModel } from './rollout-model.ts';
import { type Gone, watchRollout } from './rollout-watch.ts';

/** A rollout as it is now, or why it cannot be had. */
export interface WatchedRollout {
  readonly model: RolloutModel | undefined;
  readonly error: unknown;
  /** It was shown and is not there any more; undefined: it is, or never was. */
  readonly gone: Gone | undefined;
  readonly again: () => void;
}

type Seen = Omit<WatchedRollout, 'again'>;

const NOTHING: Seen = { model: undefined, error: undefined, gone: undefined };

/** Watches a rollout while the page is shown. */
export function useRollout(session: Session, id: string): WatchedRollout {
  const [seen, setSeen] = useState(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    watchRollout({
      session,
      id,
      show: (model) => setSeen(({ error }) => ({ ...NOTHING, model, error })),
      fetched: () => setSeen((before) => ({ ...before, error: undefined })),
      failed: (error) => setSeen((before) => ({ ...before, error })),
      gone: (gone) => setSeen({ ...NOTHING, gone }),
      signal: leaving.signal,
    });
    return () => leaving.abort();
  }, [session, id, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...seen, again };
}
