import type { FeedRow } from '../../../machines/model/feed.ts';
import type { feeds } from '../../api/contract/contract.ts';

const TYPE = 'rollout_deleted';
const PATH: (typeof feeds)['everything']['path'] = '/api/v1/live';

/** The feed of rollouts that are deleted from now on. */
export const DELETIONS = {
  path: PATH,
  query: () => ({ topics: TYPE }),
  // Beyond the last there is nothing: it begins with what happens next.
  after: () => Number.MAX_SAFE_INTEGER,
};

/** The rollout that a row says was deleted; undefined: it says something else. The row is of no rollout: that is no more. */
export function deletedIn({ type, detail }: FeedRow): string | undefined {
  const { rollout_id: id } = detail;
  return type === TYPE && typeof id === 'string' ? id : undefined;
}
