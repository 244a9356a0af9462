import type { RolloutDetail, RolloutStatus } from '../../machines/model/rollout.ts';
import { suggestion } from '../line/nearest.ts';
import { oneOf } from '../line/one-of.ts';
import { verb } from '../line/verb.ts';
import { rolloutTable } from '../output/rollout-table.ts';
import { taken } from '../asking/taken.ts';

const FIELDS = ['created', 'status', 'strategy'] as const;
const STATUSES = [
  'created',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly RolloutStatus[];
const known: readonly string[] = STATUSES;

/** `nixfleet rollout list`. */
export const rolloutList = verb({
  flags: {
    status: {
      kind: 'text',
      hint: 'status',
      says: 'Only these: running, paused, completed, …',
      completes: STATUSES,
    },
    sort: {
      kind: 'text',
      hint: 'field',
      default: 'created',
      says: 'created (newest first), status or strategy',
      completes: FIELDS,
    },
    limit: { kind: 'count', hint: 'n', default: 100, least: 1, says: 'How many, the newest' },
  },
  operands: [],
  examples: ['rollout list', 'rollout list --status paused', 'rollout list --limit 10 --json'],
  async run({ flags: { status, sort, limit } }, session) {
    const field = oneOf(FIELDS, sort, '--sort');
    // A control plane may be newer, and have words that are not known here.
    if (status !== undefined && !known.includes(status))
      session.log.warn(`no rollout status is known as ${status}${suggestion(status, known)}`);
    const client = await session.client();
    const found = await taken(client, 'listRollouts', { limit, ...(status !== undefined && { query: { status } }) });
    const rollouts = sorted(found, field);
    const { screen } = session;
    if (session.isJson) screen.json(rollouts);
    else screen.say(rolloutTable(rollouts, screen).join('\n'));
    return 0;
  },
});

/** By status or strategy from a to z, else newest first. */
function sorted(rollouts: readonly RolloutDetail[], field: (typeof FIELDS)[number]): RolloutDetail[] {
  return rollouts.toSorted((a, b) =>
    field === 'created' ? compare(b.created_at, a.created_at) : compare(a[field], b[field]),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
