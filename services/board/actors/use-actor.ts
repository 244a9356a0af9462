import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActorDetail, ActorFrame } from '../../../machines/model/actor.ts';
import { viewPaths } from '../../api/contract/view-paths.ts';
import { useEvery } from '../elements/use-every.ts';
import { type Loaded, useLoaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';
import { NO_STEPS, type Timeline, withSteps } from './timeline.ts';

/** An actor that is watched. */
export interface WatchedActor {
  readonly loaded: Loaded<ActorDetail>;
  readonly timeline: Timeline;
  readonly setTimeline: (change: (before: Timeline) => Timeline) => void;
  /** Why it is no more; undefined: it is there. */
  readonly end: string | undefined;
}

/** Steps come in bursts: the rest of an actor is asked for once for all of a burst. */
const BURST_MS = 400;
/** What is no step (mail, context) is asked for so often. */
const LOOK_MS = 5000;

/** Watches an actor: its steps as they are taken, the rest soon after; undefined: none yet. `at`: the step that is looked at first. */
export function useActor(session: Session, address: string | undefined, at?: number): WatchedActor {
  const params = address === undefined ? undefined : { address };
  const loaded = useLoaded(params && ((signal) => session.client.getActor({ params, signal })), [address]);
  const [timeline, setTimeline] = useState<Timeline>({ ...NO_STEPS, at });
  const [end, setEnd] = useState<string>();
  const { value, again } = loaded;
  useEffect(() => {
    if (value !== undefined) setTimeline((before) => withSteps(before, value.history));
  }, [value]);
  const last = useRef(0);
  const isThere = value !== undefined;
  useEffect(() => {
    if (value === undefined || params === undefined) return undefined;
    last.current = value.last_seq;
    const leaving = new AbortController();
    let burst: ReturnType<typeof setTimeout> | undefined;
    session.follow({
      path: viewPaths.actor,
      values: { params },
      after: () => last.current,
      signal: leaving.signal,
      state: () => undefined,
      frame(said) {
        const frame = said as ActorFrame;
        if (frame.type === 'end') {
          clearTimeout(burst);
          setEnd(frame.reason);
          return true;
        }
        if (frame.type === 'gap') last.current = frame.to;
        if (frame.type === 'transition') {
          last.current = frame.transition.seq;
          setTimeline((before) => withSteps(before, [frame.transition]));
        }
        clearTimeout(burst);
        burst = setTimeout(again, BURST_MS);
        return false;
      },
    });
    return () => {
      leaving.abort();
      clearTimeout(burst);
    };
  }, [address, isThere]);
  // Of one that is no more nothing is known.
  useEvery(LOOK_MS, () => end === undefined && again());
  return { loaded, timeline, setTimeline, end };
}
