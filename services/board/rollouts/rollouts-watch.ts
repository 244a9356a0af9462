import type { FeedFrame } from '../../../machines/model/feed.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { ACTIVE } from '../../../machines/policy/rollout-status.ts';
import type { feeds } from '../../api/contract/contract.ts';
import { type RolloutCard, rolloutCards, withRows } from './rollout-cards.ts';
import type { WatchedPlane } from './watched-plane.ts';

/** A list to watch, and who is told. */
export interface RolloutsWatch {
  readonly session: WatchedPlane;
  /** Only these; undefined: all. */
  readonly status: string | undefined;
  readonly show: (cards: readonly RolloutCard[], hasMore: boolean) => void;
  readonly failed: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const PATH: (typeof feeds)['everything']['path'] = '/api/v1/live';
const PAGE = '25';
/** What comes together is shown together; a list is not fetched for every row. */
const GATHER_MS = 150;
const REST_MS = 2_000;

/** Fetches the list, follows what happens, fetches its beginning anew where rows do not tell all; gives what fetches more. */
export function watchRollouts({ session, status, show, failed, signal }: RolloutsWatch): () => void {
  const { client } = session;
  let cards: readonly RolloutCard[] = [];
  let next: Parameters<typeof client.listRollouts>[0];
  let isFirst = true;
  let gathered: FeedFrame[] = [];
  /** What was heard since each fetch that is on its way began. */
  const listening = new Set<FeedFrame[]>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let last = Number.MAX_SAFE_INTEGER;
  signal.addEventListener('abort', () => [gathering, resting].forEach(clearTimeout), { once: true });

  const isListed = ({ rollout }: RolloutCard) => status === undefined || rollout.status === status;
  const shown = () => show(cards.filter(isListed), next !== undefined);
  const guarded = (work: Promise<void>) => void work.catch((error: unknown) => signal.aborted || failed(error));

  async function fetchFirst(): Promise<void> {
    const heard: FeedFrame[] = [];
    listening.add(heard);
    const query = { ...(status !== undefined && { status }), limit: PAGE };
    const [active, page] = await Promise.all([
      status === undefined ? activeOnes(client, signal) : [],
      client.page('listRollouts', { query, signal }),
    ]).finally(() => listening.delete(heard));
    if (isFirst) next = page.next;
    isFirst = false;
    const now = withRows(rolloutCards([...active, ...page.items], cards), heard);
    cards = now.cards;
    shown();
    if (now.isStale) fetchLater();
  }

  async function fetchMore(): Promise<void> {
    if (next === undefined) return;
    const page = await client.page('listRollouts', { ...next, signal });
    next = page.next;
    cards = rolloutCards(page.items, cards);
    shown();
  }

  function fetchLater(): void {
    resting ??= setTimeout(() => {
      resting = undefined;
      guarded(fetchFirst());
    }, REST_MS);
  }

  function showGathered(): void {
    gathering = undefined;
    const now = withRows(cards, gathered);
    for (const heard of listening) heard.push(...gathered);
    gathered = [];
    cards = now.cards;
    shown();
    if (now.isStale) fetchLater();
  }

  session.follow({
    path: PATH,
    // Beyond the last there is nothing: it begins with what happens next.
    after: () => last,
    frame(frame) {
      const heard = frame as FeedFrame;
      if (heard.type === 'end') return;
      last = heard.type === 'row' ? heard.row.seq : heard.to;
      gathered.push(heard);
      gathering ??= setTimeout(showGathered, GATHER_MS);
    },
    // What happened before it stood is not told by rows.
    state: (state) => state === 'connected' && guarded(fetchFirst()),
    signal,
  });
  guarded(fetchFirst());
  return () => guarded(fetchMore());
}

/** One that has been paused for weeks is on no first page. */
async function activeOnes(client: WatchedPlane['client'], signal: AbortSignal): Promise<RolloutDetail[]> {
  const lists = ACTIVE.map((status) => client.listRollouts({ query: { status, limit: PAGE }, signal }));
  return (await Promise.all(lists)).flat();
}
