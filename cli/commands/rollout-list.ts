import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { minute } from '../output/moment.ts';
import { table } from '../output/table.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollout list`. */
export const rolloutList = verb({
  flags: {
    status: { kind: 'text', hint: 'status', says: 'Only these: running, paused, completed, …' },
    sort: { kind: 'text', hint: 'field', default: 'created', says: 'created (newest first), status or strategy' },
  },
  operands: [],
  examples: ['rollout list', 'rollout list --status paused'],
  async run({ flags: { status, sort } }, session) {
    const client = await session.client();
    const rollouts = sorted(await client.listRollouts({ query: status ? { status } : {} }), sort);
    const { screen } = session;
    if (session.isJson) {
      screen.json(rollouts);
      return 0;
    }
    const rows = rollouts.map((rollout) => [
      rollout.id,
      rollout.status,
      rollout.strategy,
      String(rollout.batches.length),
      minute(rollout.created_at),
      rollout.release_id,
    ]);
    const lines = table(['id', 'status', 'strategy', 'batches', 'created', 'release'], rows, screen.paint);
    for (const line of rows.length === 0 ? ['No rollouts.'] : [...lines, '', `${rows.length} rollout(s)`])
      screen.say(line);
    return 0;
  },
});

/** By status or strategy from a to z, else newest first. */
function sorted(rollouts: readonly RolloutDetail[], field: string): RolloutDetail[] {
  const key = field === 'status' || field === 'strategy' ? field : undefined;
  return rollouts.toSorted((a, b) => (key ? compare(a[key], b[key]) : compare(b.created_at, a.created_at)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
