import type { FeedFrame } from '../../machines/model/feed.ts';
import { filledPath } from './base-url.ts';
import { type Following, followFrames } from './follow-frames.ts';

/** What to follow, from where on, and who asks. */
export interface FollowOptions extends Following {
  /** One rollout, to its end; without it everything. */
  readonly rolloutId?: string | undefined;
  /** Only these types of event; not with `rolloutId`. */
  readonly topics?: readonly string[] | undefined;
}

/**
 * Follows a feed over any number of connections: no row is missed and none comes twice. Ends after an
 * `end` frame; throws `HttpFailed` when the control plane refuses (a bad key, no such rollout).
 */
export const followFeed = (options: FollowOptions): AsyncGenerator<FeedFrame, void, undefined> =>
  followFrames<FeedFrame>(options, {
    path: (after) => feedPath(options, after),
    seqOf(frame) {
      if (frame.type === 'row') return frame.row.seq;
      return frame.type === 'gap' ? frame.to : undefined;
    },
  });

function feedPath({ rolloutId, topics }: FollowOptions, after: number): string {
  const query = { after: String(after), topics: topics?.join(',') };
  const path = rolloutId === undefined ? '/api/v1/live' : '/api/v1/rollouts/:id/live';
  return filledPath(path, { params: { id: rolloutId ?? '' }, query });
}
