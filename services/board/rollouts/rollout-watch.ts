import type { FeedFrame } from '../../../machines/model/feed.ts';
import type { feeds } from '../../api/contract/contract.ts';
import { type RolloutModel, rolloutModel, withFrames } from './rollout-model.ts';
import type { WatchedPlane } from './watched-plane.ts';

/** A rollout to watch, and who is told. */
export interface RolloutWatch {
  readonly session: WatchedPlane;
  readonly id: string;
  readonly show: (model: RolloutModel) => void;
  /** It could not be fetched, or is not there any more. */
  readonly failed: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const PATH: (typeof feeds)['rollout']['path'] = '/api/v1/rollouts/:id/live';

/** Rows that come together are shown together; a fleet's worth of machines is not drawn for each of them. */
const gatherMs = (machines: number): number => 50 + machines / 50;
/** The whole is megabytes where machines are many. */
const restMs = (machines: number): number => 300 + machines * 2;

/** Fetches a rollout, follows its feed, and fetches it anew where rows do not tell all, with a rest between. */
export function watchRollout({ session, id, show, failed, signal }: RolloutWatch): void {
  const params = { id };
  const feed = new AbortController();
  signal.addEventListener('abort', () => feed.abort(), { once: true });
  let model: RolloutModel | undefined;
  /** What is not in the model yet. */
  let gathered: FeedFrame[] = [];
  /** What was heard since each fetch that is on its way began. */
  const listening = new Set<FeedFrame[]>();
  let fetchedAt = 0;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => [gathering, resting].forEach(clearTimeout), { once: true });

  async function fetchWhole(): Promise<void> {
    const heard = [...gathered];
    listening.add(heard);
    const detail = await session.client.getRollout({ params, signal }).finally(() => {
      listening.delete(heard);
      fetchedAt = performance.now();
    });
    const isFirst = model === undefined;
    model = rolloutModel(detail, heard);
    gathered = [];
    show(model);
    if (isFirst) followIt();
    else if (model.isStale) fetchLater();
  }

  function fetchNow(): void {
    fetchWhole().catch((error: unknown) => {
      if (!signal.aborted) failed(error);
    });
  }

  function fetchLater(): void {
    if (resting !== undefined || listening.size > 0 || signal.aborted) return;
    const wait = fetchedAt + restMs(model?.machines.size ?? 0) - performance.now();
    resting = setTimeout(
      () => {
        resting = undefined;
        fetchNow();
      },
      Math.max(0, wait),
    );
  }

  function showGathered(): void {
    gathering = undefined;
    if (model === undefined || gathered.length === 0) return;
    model = withFrames(model, gathered);
    gathered = [];
    show(model);
    if (model.isStale) fetchLater();
  }

  function followIt(): void {
    session.follow({
      path: PATH,
      values: { params },
      after: () => lastSeq(gathered) ?? model?.seq ?? 0,
      frame(frame) {
        const heard = frame as FeedFrame;
        if (heard.type === 'end') {
          feed.abort();
          fetchNow();
          return true;
        }
        gathered.push(heard);
        for (const since of listening) since.push(heard);
        gathering ??= setTimeout(showGathered, gatherMs(model?.machines.size ?? 0));
        return false;
      },
      state: () => undefined,
      signal: feed.signal,
    });
  }

  fetchNow();
}

function lastSeq(frames: readonly FeedFrame[]): number | undefined {
  const last = frames.findLast(({ type }) => type !== 'end');
  if (last?.type === 'row') return last.row.seq;
  return last?.type === 'gap' ? last.to : undefined;
}
