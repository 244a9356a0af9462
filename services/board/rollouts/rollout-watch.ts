import { Unreachable } from '../../../machines/errors.ts';
import type { FeedFrame } from '../../../machines/model/feed.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';
import type { feeds } from '../../api/contract/contract.ts';
import { isUnknown } from '../elements/is-unknown.ts';
import type { Feed } from '../session.ts';
import { deletedIn, DELETIONS } from './deletion-row.ts';
import { Overhearing } from './overhearing.ts';
import { Refetching } from './refetching.ts';
import { type RolloutModel, rolloutModel, withFrames } from './rollout-model.ts';
import type { WatchedPlane } from './watched-plane.ts';

/** A rollout to watch, and who is told. */
export interface RolloutWatch {
  readonly session: WatchedPlane;
  readonly id: string;
  readonly show: (model: RolloutModel) => void;
  /** It was fetched: what failed before is over. */
  readonly fetched: () => void;
  /** It could not be fetched; it is tried again by itself, unless it was refused before it was ever had. */
  readonly failed: (error: unknown) => void;
  /** It was shown and is not there any more, and is looked for until it is shown again. */
  readonly gone: (how: Gone) => void;
  readonly signal: AbortSignal;
}

/** How it is known that a rollout is gone: its deletion was heard of, or the control plane does not know it just now. */
export type Gone = 'deleted' | 'unknown';

const PATH: (typeof feeds)['rollout']['path'] = '/api/v1/rollouts/:id/live';

/** Rows that come together are shown together; a fleet's worth of machines is not drawn for each of them. */
const gatherMs = (machines: number): number => 50 + machines / 50;
/** The whole is megabytes where machines are many. */
const restMs = (machines: number): number => 300 + machines * 2;

/** What of a feed is its own: the rest is the same for both that a rollout has in its life. */
type OwnOfFeed = Pick<Feed, 'path' | 'values' | 'query' | 'after' | 'frame'>;

/**
 * Fetches a rollout and follows it: its own feed until it has ended or is gone, then whether it is deleted. It is fetched anew where
 * rows do not tell all, when a feed stands again, for the control plane may have been restored from a backup, and until it was had.
 */
export function watchRollout({ session, id, show, fetched, failed, gone, signal }: RolloutWatch): void {
  const params = { id };
  let model: RolloutModel | undefined;
  let followed: { readonly feed: OwnOfFeed; readonly leaving: AbortController } | undefined;
  let isLost = false;
  let isGone = false;
  /** What was heard of its deletion. */
  let deletion: FeedFrame | undefined;
  /** What is not in the model yet. */
  let gathered: FeedFrame[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const overhearing = new Overhearing();
  signal.addEventListener('abort', () => clearTimeout(gathering), { once: true });

  const size = () => model?.machines.size ?? 0;
  const whole = new Refetching({ fetch: fetchWhole, failed: notFetched, restMs: () => restMs(size()), signal });

  async function fetchWhole(): Promise<void> {
    const before = deletion;
    const { answer, heard } = await overhearing.during(() => session.client.getRollout({ params, signal }));
    if (signal.aborted) return;
    // It is there in spite of what was heard before it was asked for: the control plane was restored from a backup.
    if (deletion === before) deletion = undefined;
    isGone = false;
    model = rolloutModel(answer, heard);
    gathered = [];
    show(model);
    fetched();
    // Not as rows have it: a status that they tell may come without its phase.
    follow(hasEnded(answer) ? deletions : rows);
    if (model.isStale) whole.soon();
  }

  function notFetched(error: unknown): void {
    if (model !== undefined && isUnknown(error)) return notThere();
    // That nobody answers is said for the whole page while the feed is lost.
    const isSaid = isLost && model !== undefined && error instanceof Unreachable;
    if (!isSaid) failed(error);
  }

  function notThere(): void {
    isGone = true;
    clearTimeout(gathering);
    gathering = undefined;
    gathered = [];
    gone(deletion === undefined ? 'unknown' : 'deleted');
    follow(deletions);
  }

  /** Whether it was deleted before its deletion could be heard of: asked with little, for the whole is megabytes. */
  function look(): void {
    session.client.page('whyRollout', { params, query: { limit: '1' }, signal }).catch(() => whole.now());
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
        if (frame.reason === 'deleted') deletion = frame;
        leave();
        whole.soon();
        return true;
      }
      gathered.push(frame);
      overhearing.hear(frame);
      gathering ??= setTimeout(showGathered, gatherMs(size()));
      return false;
    },
  };

  const deletions: OwnOfFeed = {
    ...DELETIONS,
    frame(said) {
      const frame = said as FeedFrame;
      const isRow = frame.type === 'row';
      if (isRow && deletedIn(frame.row) !== id) return;
      if (isRow) deletion = frame;
      whole.now();
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
        else if (wasLost || isGone) whole.now();
        // What happened before a feed of deletions stood it does not tell.
        else if (feed === deletions) look();
      },
      signal: AbortSignal.any([signal, leaving.signal]),
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
