import type { ActorFrame } from '../../machines/model/actor.ts';
import { filledPath } from './base-url.ts';
import { viewPaths } from './contract/view-paths.ts';
import { type Following, followFrames } from './follow-frames.ts';

/** Which actor to follow, from where on, and who asks. */
export interface FollowActorOptions extends Following {
  /** `kind:id`. */
  readonly address: string;
}

/**
 * Follows the steps of an actor over any number of connections: none is missed and none comes twice. Ends after an `end`
 * frame: the actor was removed. Throws `HttpFailed` when the control plane refuses (a bad key, no such actor).
 */
export const followActor = (options: FollowActorOptions): AsyncGenerator<ActorFrame, void, undefined> =>
  followFrames<ActorFrame>(options, {
    path: (after) =>
      filledPath(viewPaths.actor, {
        params: { address: options.address },
        query: { after: String(after) },
      }),
    seqOf(frame) {
      if (frame.type === 'transition') return frame.transition.seq;
      return frame.type === 'gap' ? frame.to : undefined;
    },
  });
