import type { ActorDetail, ActorFrame } from '../../../machines/model/actor.ts';
import type { Methods } from '../../api/client-over.ts';
import { viewPaths } from '../../api/contract/view-paths.ts';
import { isUnknown } from '../elements/is-unknown.ts';
import { oneAtATime } from '../elements/one-at-a-time.ts';
import type { Session } from '../session.ts';
import { type Timeline, withActor, withSteps } from './timeline.ts';

/** What is known of an actor beside its steps. */
export interface ActorSeen {
  /** As it was last; undefined: it was not told yet. */
  readonly actor: ActorDetail | undefined;
  /** Why it could not be asked for. */
  readonly error: unknown;
  /** Why it is no more; undefined: it is there. */
  readonly end: string | undefined;
}

/** Of an actor that was not asked for yet. */
export const NOTHING_SEEN: ActorSeen = { actor: undefined, error: undefined, end: undefined };

/** An actor to watch, and who is told. */
export interface ActorWatch {
  readonly session: Pick<Session, 'follow'> & { readonly client: Pick<Methods, 'getActor'> };
  readonly address: string;
  readonly show: (seen: ActorSeen) => void;
  readonly change: (changed: (before: Timeline) => Timeline) => void;
  readonly signal: AbortSignal;
}

/** Steps come in bursts: the rest of an actor is asked for once for all of a burst. */
const BURST_MS = 400;

/**
 * Asks for an actor, follows its steps, and asks anew after them. Gives back how to ask when no step says so: one that is no more
 * and is there again is found so.
 */
export function watchActor({ session, address, show, change, signal }: ActorWatch): () => void {
  const params = { address };
  let seen = NOTHING_SEEN;
  /** The newest `seq` that the control plane has ever told. */
  let known = 0;
  let feed: AbortController | undefined;
  let burst: ReturnType<typeof setTimeout> | undefined;
  const leaveFeed = () => {
    clearTimeout(burst);
    feed?.abort();
    feed = undefined;
  };
  signal.addEventListener('abort', leaveFeed, { once: true });
  const tell = (news: Partial<ActorSeen>) => show((seen = { ...seen, ...news }));

  const look = oneAtATime(async () => {
    const [asked, knownThen] = [seen.end, known];
    try {
      const actor = await session.client.getActor({ params, signal });
      // Of one that has ended meanwhile the answer may be from before that.
      if (!signal.aborted && seen.end === asked) take(actor, knownThen);
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
  }, signal);

  /** Who was asked after we knew a step has that step, unless its database is an older one now. */
  function take(actor: ActorDetail, knownThen: number): void {
    const hasOtherPast = seen.end !== undefined || actor.last_seq < knownThen;
    known = hasOtherPast ? actor.last_seq : Math.max(known, actor.last_seq);
    change((before) => withActor(before, actor, hasOtherPast));
    tell({ actor, error: undefined, end: undefined });
    if (feed === undefined) followIt();
  }

  function failed(error: unknown): void {
    if (seen.actor === undefined || !isUnknown(error)) return tell({ error });
    if (seen.end === undefined) ended('the control plane does not know it any more');
  }

  function ended(reason: string): void {
    leaveFeed();
    tell({ end: reason, error: undefined });
  }

  function followIt(): void {
    feed = new AbortController();
    let isLost = false;
    session.follow({
      path: viewPaths.actor,
      values: { params },
      after: () => known,
      signal: feed.signal,
      refused: look,
      state(now) {
        // It may be another control plane, or have gone back to a backup.
        if (isLost && now === 'connected') look();
        isLost = now === 'lost';
      },
      frame: (said) => hear(said as ActorFrame),
    });
  }

  /** True: it was the last. */
  function hear(frame: ActorFrame): boolean {
    if (frame.type === 'end') {
      ended(frame.reason);
      return true;
    }
    known = Math.max(known, frame.type === 'gap' ? frame.to : frame.transition.seq);
    if (frame.type === 'transition') change((before) => withSteps(before, [frame.transition]));
    clearTimeout(burst);
    burst = setTimeout(look, BURST_MS);
    return false;
  }

  look();
  return look;
}
