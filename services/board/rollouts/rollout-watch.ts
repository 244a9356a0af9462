import { Unreachable } from '../../../machines/errors.ts';
import type { FeedFrame } from '../../../machines/model/feed.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';
import type { feeds } from '../../api/contract/contract.ts';
import type { Feed } from '../session.ts';
import { deletedIn, DELETIONS } from './deletion-row.ts';
import { isGone, Refetching } from './refetching.ts';
import { type RolloutModel, rolloutModel, withFrames } from './rollout-model.ts';
import type { WatchedPlane } from './watched-plane.ts';

/** A rollout to watch, and who is told. */
export interface RolloutWatch {
  readonly session: WatchedPlane;
  readonly id: string;
  readonly show: (model: RolloutModel) => void;
  /** It could not be fetched; it is tried again by itself, unless that was refused. */
  readonly failed: (error: unknown) => void;
  /** It was there and is not any more; nothing is followed from here on. */
  readonly deleted: () => void;
  readonly signal: AbortSignal;
}

const PATH: (typeof feeds)['rollout']['path'] = '/api/v1/rollouts/:id/live';

/** Rows that come together are shown together; a fleet's worth of machines is not drawn for each of them. */
const gatherMs = (machines: number): number => 50 + machines / 50;
/** The whole is megabytes where machines are many. */
const restMs = (machines: number): number => 300 + machines * 2;

/** What of a feed is its own: the rest is the same for both that a rollout has in its life. */
type OwnOfFeed = Pick<Feed, 'path' | 'values' | 'query' | 'after' | 'frame'>;

/**
 * Fetches a rollout and follows it: its own feed until it has ended, then whether it is deleted. It is fetched anew where rows do
 * not tell all, when a feed stands again, for the control plane may have been restored from a backup, and until it was had.
 */
export function watchRollout({ session, id, show, failed, deleted, signal }: RolloutWatch): void {
  const params = { id };
  const gone = new AbortController();
  const over = AbortSignal.any([signal, gone.signal]);
  let model: RolloutModel | undefined;
  let followed: { readonly feed: OwnOfFeed; readonly leaving: AbortController } | undefined;
  let isLost = false;
  /** What is not in the model yet. */
  let gathered: FeedFrame[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  /** What was heard since the fetch began that is on its way. */
  let heard: FeedFrame[] = [];
  over.addEventListener('abort', () => clearTimeout(gathering), { once: true });

  const size = () => model?.machines.size ?? 0;
  const whole = new Refetching({ fetch: fetchWhole, failed: notFetched, restMs: () => restMs(size()), signal: over });

  async function fetchWhole(): Promise<void> {
    heard = [];
    const detail = await session.client.getRollout({ params, signal: over });
    if (over.aborted) return;
    model = rolloutModel(detail, heard);
    gathered = [];
    show(model);
    follow(hasEnded(model.rollout) ? deletions : rows);
    if (model.isStale) whole.soon();
  }

  function notFetched(error: unknown): void {
    if (model !== undefined && isGone(error)) {
      gone.abort();
      deleted();
      return;
    }
    // That nobody answers is said for the whole page while the feed is lost.
    const isSaid = isLost && model !== undefined && error instanceof Unreachable;
    if (!isSaid) failed(error);
  }

  function showGathered(): void {
    clearTimeout(gathering);
    gathering = undefined;
    if (model === undefined || gathered.length === 0) return;
    model = withFrames(model, gathered);
    gathered = [];
    show(model);
    if (model.isStale) whole.soon();
  }

  const rows: OwnOfFeed = {
    path: PATH,
    values: { params },
    after: () => lastSeq(gathered) ?? model?.seq ?? 0,
    frame(said) {
      const frame = said as FeedFrame;
      if (frame.type === 'end') {
        leave();
        whole.soon();
        return true;
      }
      gathered.push(frame);
      heard.push(frame);
      gathering ??= setTimeout(showGathered, gatherMs(size()));
      return false;
    },
  };

  const deletions: OwnOfFeed = {
    ...DELETIONS,
    frame(said) {
      const frame = said as FeedFrame;
      if (frame.type !== 'row' || deletedIn(frame.row) === id) whole.now();
    },
  };

  function follow(feed: OwnOfFeed): void {
    if (followed?.feed === feed) return;
    leave();
    const leaving = new AbortController();
    followed = { feed, leaving };
    session.follow({
      ...feed,
      refused: () => whole.soon(),
      state(now) {
        const wasLost = isLost;
        isLost = now === 'lost';
        if (isLost) showGathered();
        // What happened before a feed of deletions stood it does not tell.
        else if (wasLost || feed === deletions) whole.now();
      },
      signal: AbortSignal.any([over, leaving.signal]),
    });
  }

  function leave(): void {
    followed?.leaving.abort();
    followed = undefined;
    isLost = false;
  }

  whole.now();
}

function lastSeq(frames: readonly FeedFrame[]): number | undefined {
  const last = frames.findLast(({ type }) => type !== 'end');
  if (last?.type === 'row') return last.row.seq;
  return last?.type === 'gap' ? last.to : undefined;
}
