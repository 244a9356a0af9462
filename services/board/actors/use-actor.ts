import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ActorDetail } from '../../../machines/model/actor.ts';
import { useEvery } from '../elements/use-every.ts';
import type { Loaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';
import { NOTHING_SEEN, watchActor } from './actor-watch.ts';
import { NO_STEPS, type Timeline } from './timeline.ts';

/** An actor that is watched. */
export interface WatchedActor {
  readonly loaded: Loaded<ActorDetail>;
  readonly timeline: Timeline;
  readonly setTimeline: (change: (before: Timeline) => Timeline) => void;
  /** Why it is no more; undefined: it is there. */
  readonly end: string | undefined;
}

/** What is no step (mail, context, an actor that is there again) is asked for so often. */
const LOOK_MS = 5000;

/** Watches an actor: its steps as they are taken, the rest soon after; undefined: none yet. `at`: the step that is looked at first. */
export function useActor(session: Session, address: string | undefined, at?: number): WatchedActor {
  const [{ actor, error, end }, setSeen] = useState(NOTHING_SEEN);
  const [timeline, setTimeline] = useState<Timeline>({ ...NO_STEPS, at });
  const look = useRef(() => {});
  useEffect(() => {
    if (address === undefined) return undefined;
    const leaving = new AbortController();
    look.current = watchActor({ session, address, show: setSeen, change: setTimeline, signal: leaving.signal });
    return () => {
      leaving.abort();
      look.current = () => {};
      setSeen(NOTHING_SEEN);
      setTimeline(NO_STEPS);
    };
  }, [address]);
  const again = useCallback(() => look.current(), []);
  useEvery(LOOK_MS, again);
  return { loaded: { value: actor, error, again }, timeline, setTimeline, end };
}
