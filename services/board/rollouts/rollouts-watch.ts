import { Unreachable } from '../../../machines/errors.ts';
import type { FeedFrame } from '../../../machines/model/feed.ts';
import type { feeds } from '../../api/contract/contract.ts';
import { fetchBeginning, fetchEach, type FetchedBeginning } from './list-fetch.ts';
import { Overhearing } from './overhearing.ts';
import { Refetching } from './refetching.ts';
import { leftActive, type RolloutCard, rolloutCards, withBeginning, withRows } from './rollout-cards.ts';
import type { WatchedPlane } from './watched-plane.ts';

/** A list to watch, and who is told. */
export interface RolloutsWatch {
  readonly session: WatchedPlane;
  /** Only these; undefined: all. */
  readonly status: string | undefined;
  readonly show: (cards: readonly RolloutCard[], hasMore: boolean) => void;
  /** Something was fetched: what failed before is over. */
  readonly fetched: () => void;
  /** It could not be fetched; the list is tried again by itself, unless it was refused before it was ever had, but not more of it. */
  readonly failed: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const PATH: (typeof feeds)['everything']['path'] = '/api/v1/live';
const PAGE = 25;
/** As many as the control plane gives at once: who looked at more has so many when all are fetched anew. */
const MOST = 500;
/** What comes together is shown together; a list is not fetched for every row. */
const GATHER_MS = 150;
const REST_MS = 2_000;

/**
 * Fetches the list and follows what happens. Its beginning is fetched anew where rows do not tell all; what is shown of it where
 * rows are missing, or when it has grown by a page. Gives what fetches more.
 */
export function watchRollouts({ session, status, show, fetched, failed, signal }: RolloutsWatch): () => void {
  const { client } = session;
  /** Undefined: nothing was fetched yet. */
  let cards: readonly RolloutCard[] | undefined;
  let next: FetchedBeginning['next'];
  /** How many were asked for. */
  let wanted = PAGE;
  /** Something may have happened of which there are no rows. */
  let hasMissed = true;
  let isFetchingMore = false;
  let isLost = false;
  let gathered: FeedFrame[] = [];
  const overhearing = new Overhearing();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let last = Number.MAX_SAFE_INTEGER;
  signal.addEventListener('abort', () => clearTimeout(gathering), { once: true });

  const list = new Refetching({ fetch: fetchList, failed: notFetched, restMs: () => REST_MS, signal });
  const isListed = ({ rollout }: RolloutCard) => status === undefined || rollout.status === status;

  async function fetchList(): Promise<void> {
    const isWhole = hasMissed || (cards?.length ?? 0) > wanted + PAGE;
    hasMissed = false;
    try {
      await (isWhole ? fetchWhole() : refresh());
    } catch (error) {
      hasMissed ||= isWhole;
      throw error;
    }
    if (!signal.aborted) fetched();
  }

  async function fetchWhole(): Promise<void> {
    wanted = Math.min(wanted, MOST);
    const limit = wanted;
    const { answer, heard } = await overhearing.during(() => fetchBeginning(client, { status, limit, signal }));
    // More was fetched meanwhile, which this would take back.
    if (Math.min(wanted, MOST) > limit) return fetchWhole();
    ({ next } = answer);
    take(withBeginning([], answer), heard);
  }

  async function refresh(): Promise<void> {
    const listed = () => (cards ?? []).filter(isListed);
    const { answer, heard } = await overhearing.during(async () => {
      const beginning = await fetchBeginning(client, { status, limit: PAGE, signal });
      const asked = status === undefined ? leftActive(listed(), beginning) : [];
      return { beginning, ...(await fetchEach(client, asked, signal)) };
    });
    const { beginning, found, gone } = answer;
    const older = listed().filter(({ rollout }) => !gone.has(rollout.id));
    take(rolloutCards(found, withBeginning(older, beginning)), heard);
  }

  async function fetchMore(): Promise<void> {
    const from = next;
    if (from === undefined) return;
    const { answer: page, heard } = await overhearing.during(() => client.page('listRollouts', { ...from, signal }));
    // The list was fetched anew meanwhile, and goes on elsewhere.
    if (next !== from) return fetchMore();
    next = page.next;
    wanted += page.items.length;
    take(rolloutCards(page.items, cards), heard);
    if (!signal.aborted) fetched();
  }

  function more(): void {
    if (isFetchingMore) return;
    isFetchingMore = true;
    fetchMore()
      .catch((error: unknown) => signal.aborted || failed(error))
      .finally(() => (isFetchingMore = false));
  }

  function take(before: readonly RolloutCard[], frames: readonly FeedFrame[]): void {
    if (signal.aborted) return;
    const now = withRows(before, frames);
    ({ cards } = now);
    show(now.cards.filter(isListed), next !== undefined);
    if (now.isStale) list.soon();
  }

  function notFetched(error: unknown): void {
    // That nobody answers is said for the whole page while the feed is lost.
    const isSaid = isLost && cards !== undefined && error instanceof Unreachable;
    if (!isSaid) failed(error);
  }

  function takeGathered(): void {
    gathering = undefined;
    const frames = gathered;
    gathered = [];
    if (cards !== undefined) take(cards, frames);
  }

  session.follow({
    path: PATH,
    // Beyond the last there is nothing: it begins with what happens next.
    after: () => last,
    frame(said) {
      const frame = said as FeedFrame;
      if (frame.type === 'end') return;
      last = frame.type === 'row' ? frame.row.seq : frame.to;
      if (frame.type === 'gap') hasMissed = true;
      gathered.push(frame);
      overhearing.hear(frame);
      gathering ??= setTimeout(takeGathered, GATHER_MS);
    },
    state(now) {
      isLost = now === 'lost';
      if (isLost) return;
      // What happened before it stood is not told by rows.
      hasMissed = true;
      list.now();
    },
    signal,
  });
  list.now();
  return more;
}
