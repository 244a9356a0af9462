import { HttpFailed } from '../../machines/errors.ts';
import type { ActorDetail, ActorFrame } from '../../machines/model/actor.ts';
import { isPassing } from '../asking/passing.ts';

/** What following an actor needs of the control plane. */
export interface ActorFeed {
  actor(signal: AbortSignal): Promise<ActorDetail>;
  /** Steps after a sequence number, then as they are taken; resumes by itself, and fails with a 404 where there is no such actor. */
  feed(options: {
    readonly after: number;
    readonly signal: AbortSignal;
    readonly onState: (state: 'connected' | 'lost') => void;
  }): AsyncIterable<ActorFrame>;
}

/** What becomes of an actor, as data: each frame of its feed, the actor anew after steps, and how its control plane is. */
export type ActorNews =
  | ActorFrame
  | { readonly type: 'actor'; readonly actor: ActorDetail }
  | { readonly type: 'lost' }
  | { readonly type: 'found' };

/** Which actor is followed, and who hears of it. */
export interface Following {
  /** The last step that is known already. */
  readonly after: number;
  readonly signal: AbortSignal;
  readonly tell: (news: ActorNews) => void;
}

/** Follows an actor until it is gone or the signal aborts. A control plane that is away is waited for. */
export async function followedActor(source: ActorFeed, { after, signal, tell }: Following): Promise<void> {
  const gone = new AbortController();
  const until = AbortSignal.any([signal, gone.signal]);
  let failure: Error | undefined;
  const refresh = refresher(source, { signal: until, tell }, (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
    gone.abort();
  });
  let isLost = false;
  const onState = (state: 'connected' | 'lost') => {
    if (isLost === (state === 'lost')) return;
    isLost = state === 'lost';
    tell({ type: isLost ? 'lost' : 'found' });
    if (!isLost) refresh();
  };
  try {
    for await (const frame of source.feed({ after, signal: until, onState })) {
      tell(frame);
      if (frame.type === 'end') return;
      refresh();
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!isMissing(error)) throw error;
    tell({ type: 'end', reason: 'it is not there any more' });
  } finally {
    gone.abort();
  }
  if (failure !== undefined) throw failure;
}

/** Asks for the actor, one question at a time; who is nudged meanwhile asks once more. */
function refresher(
  source: ActorFeed,
  { signal, tell }: Omit<Following, 'after'>,
  failed: (error: unknown) => void,
): () => void {
  let isAsking = false;
  let isNudged = false;
  const ask = async () => {
    do {
      isNudged = false;
      const actor = await source.actor(signal).catch((error: unknown) => {
        // The feed says that it is gone, or why it cannot be had.
        if (signal.aborted || isPassing(error) || error instanceof HttpFailed) return undefined;
        throw error;
      });
      if (actor !== undefined && !signal.aborted) tell({ type: 'actor', actor });
    } while (isNudged && !signal.aborted);
  };
  return () => {
    isNudged = true;
    if (isAsking) return;
    isAsking = true;
    ask()
      .catch(failed)
      .finally(() => (isAsking = false));
  };
}

const isMissing = (error: unknown): boolean => error instanceof HttpFailed && error.status === 404;
