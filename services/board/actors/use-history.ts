import { useEffect, useRef, useState } from 'preact/hooks';
import type { Given } from '../../api/client-call.ts';
import type { Session } from '../session.ts';
import { placeIn, withSteps } from './timeline.ts';
import type { WatchedActor } from './use-actor.ts';

/** The part of a history that is not loaded. */
export interface OlderSteps {
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly load: () => void;
}

/** As many as come with the actor itself: are there fewer, there are no more. */
const WITH_ACTOR = 100;
const PAGE = '500';

/** Loads older steps, page by page, when somebody looks at the oldest that is there. */
export function useHistory(session: Session, address: string, watched: WatchedActor): OlderSteps {
  const { loaded, timeline, setTimeline } = watched;
  const [isAtEnd, setIsAtEnd] = useState(false);
  const [isLoading, setIsLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const newest: Given<'actorHistory'> = { params: { address }, query: { limit: PAGE } };
  const next = useRef(newest);
  const past = useRef(timeline.forgotten);
  useEffect(() => {
    if (past.current === timeline.forgotten) return;
    past.current = timeline.forgotten;
    next.current = newest;
    setIsAtEnd(false);
    setError(undefined);
  }, [timeline.forgotten]);
  const hasOlder = !isAtEnd && loaded.value !== undefined && timeline.steps.length >= WITH_ACTOR;
  const load = () => {
    if (!hasOlder || isLoading) return;
    setIsLoading(true);
    setError(undefined);
    session.client
      .page('actorHistory', next.current)
      .then(({ items, next: following }) => {
        // It may be of a past that was forgotten meanwhile.
        setTimeline((before) => (before.forgotten === timeline.forgotten ? withSteps(before, items) : before));
        if (past.current !== timeline.forgotten) return;
        if (following === undefined) setIsAtEnd(true);
        else next.current = following;
      }, setError)
      .finally(() => setIsLoading(false));
  };
  const isAtOldest = timeline.at !== undefined && placeIn(timeline) === 0;
  useEffect(() => {
    if (isAtOldest && error === undefined) load();
  }, [isAtOldest, timeline.steps.length, isLoading, hasOlder]);
  return { hasOlder, isLoading, error, load };
}
