import type { ListPage } from '../../api/client-call.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { ACTIVE } from '../../../machines/policy/rollout-status.ts';
import { isUnknown } from '../elements/is-unknown.ts';
import type { Beginning } from './rollout-cards.ts';
import type { WatchedPlane } from './watched-plane.ts';

/** Which rollouts, and how many at first. */
export interface ListAsked {
  /** Only these; undefined: all. */
  readonly status: string | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The beginning of the list, and the call for what comes after it. */
export interface FetchedBeginning extends Beginning {
  readonly next: ListPage<'listRollouts'>['next'];
}

/** The newest rollouts, and if all are asked for the active ones: one that has been paused for weeks is on no first page. */
export async function fetchBeginning(
  client: WatchedPlane['client'],
  { status, limit, signal }: ListAsked,
): Promise<FetchedBeginning> {
  const query = { ...(status !== undefined && { status }), limit: String(limit) };
  const [active, page] = await Promise.all([
    status === undefined ? activeOnes(client, signal) : [],
    client.page('listRollouts', { query, signal }),
  ]);
  return { active, page: page.items, hasMore: page.next !== undefined, next: page.next };
}

const MOST_ACTIVE = '100';

async function activeOnes(client: WatchedPlane['client'], signal: AbortSignal): Promise<RolloutDetail[]> {
  const lists = ACTIVE.map((status) => client.listRollouts({ query: { status, limit: MOST_ACTIVE }, signal }));
  return (await Promise.all(lists)).flat();
}

/** Some rollouts as they are now. */
export interface FetchedOnes {
  readonly found: readonly RolloutDetail[];
  /** The ids of those that are not there any more. */
  readonly gone: ReadonlySet<string>;
}

/** Some rollouts, one after another: each comes with all of its history. */
export async function fetchEach(
  client: WatchedPlane['client'],
  ids: readonly string[],
  signal: AbortSignal,
): Promise<FetchedOnes> {
  const found: RolloutDetail[] = [];
  const gone = new Set<string>();
  for (const id of ids) {
    try {
      found.push(await client.getRollout({ params: { id }, signal }));
    } catch (error) {
      if (!isUnknown(error)) throw error;
      gone.add(id);
    }
  }
  return { found, gone };
}
