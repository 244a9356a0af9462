import { HttpFailed } from '../../machines/errors.ts';
import type { ActorFrame } from '../../machines/model/actor.ts';
import { type ActorLook, ActorLooks, type ActorLookSource } from './actor-looks.ts';

/** What following an actor needs of the control plane. */
export interface ActorFeed extends ActorLookSource {
  /** Steps after a sequence number, then as they are taken; resumes by itself, and fails with a 404 where there is no such actor. */
  feed(options: {
    readonly after: number;
    readonly signal: AbortSignal;
    readonly onState: (state: 'connected' | 'lost') => void;
  }): AsyncIterable<ActorFrame>;
}

/** What becomes of an actor, as data: each frame of its feed, the actor anew after steps and every few seconds, and how its control plane is. */
export type ActorNews =
  ActorFrame | ({ readonly type: 'actor' } & ActorLook) | { readonly type: 'lost' } | { readonly type: 'found' };

/** Which actor is followed, and who hears of it. */
export interface Following {
  /** The last step that is known already. */
  readonly after: number;
  /** Of the actor as it is known already. */
  readonly version: number;
  readonly signal: AbortSignal;
  readonly tell: (news: ActorNews) => void;
  /** Calls every few seconds, for what no step says (mail, quarantine); gives back how to end that. */
  readonly eachLook: (look: () => void) => () => void;
}

/** Follows an actor until it is gone or the signal aborts. A control plane that is away is waited for. */
export async function followedActor(source: ActorFeed, following: Following): Promise<void> {
  const { after, version, signal, tell, eachLook } = following;
  const gone = new AbortController();
  const until = AbortSignal.any([signal, gone.signal]);
  let why: Error | undefined;
  const over = (error: unknown) => {
    why ??= asError(error);
    gone.abort();
  };
  const looks = new ActorLooks(source, {
    ...{ after, version, signal: until, over },
    tell: (look) => tell({ type: 'actor', ...look }),
  });
  const rest = eachLook(() => looks.glance());
  let isLost = false;
  const onState = (state: 'connected' | 'lost') => {
    if (isLost === (state === 'lost')) return;
    isLost = state === 'lost';
    tell({ type: isLost ? 'lost' : 'found' });
    if (!isLost) looks.nudge();
  };
  try {
    for await (const frame of source.feed({ after, signal: until, onState })) {
      tell(frame);
      if (frame.type === 'end') return;
      looks.heard(frame.type === 'gap' ? frame.to : frame.transition.seq);
    }
  } catch (error) {
    if (signal.aborted) return;
    why ??= asError(error);
  } finally {
    rest();
    gone.abort();
  }
  if (why === undefined || signal.aborted) return;
  if (!isMissing(why)) throw why;
  tell({ type: 'end', reason: 'it is not there any more' });
}

const isMissing = (error: unknown): boolean => error instanceof HttpFailed && error.status === 404;

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
