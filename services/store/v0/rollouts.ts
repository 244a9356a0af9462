import type { Database } from 'better-sqlite3';
import { OnFailure, RolloutStatus, Strategy } from '../../../machines/model/rollout.ts';
import { takeBatches } from './batches.ts';
import type { Ledger } from './ledger.ts';
import { fields, inserter, moment, texts, wordOr } from './values.ts';
import { isActive } from '../../../machines/policy/rollout-status.ts';

/** A rollout that was under way. */
export interface Interrupted {
  readonly id: string;
  readonly status: RolloutStatus;
}

/** What stands in a rollout that cannot be continued. */
export const INTERRUPTED =
  'it was under way in v0.1.1, whose progress cannot be continued: machines keep what they were told; create a new rollout';

interface RolloutV0 {
  id: string;
  release_id: string;
  cache_url: string | null;
  strategy: string;
  batch_sizes: string | null;
  failure_threshold: string;
  on_failure: string;
  health_timeout: number;
  status: string;
  target_tags: string | null;
  target_hosts: string | null;
  created_at: string;
  updated_at: string;
  created_by: string;
}

/**
 * Takes over rollouts with their batches and events. One that was under way is cancelled: who was healthy so far, and by
 * what evidence, v0.1.1 does not store, so that going on would be a guess. Gives those.
 */
export function takeRollouts(from: Database, to: Database, ledger: Ledger): Interrupted[] {
  const interrupted: Interrupted[] = [];
  const add = prepareRollout(to);
  const batches = takeBatches(from, to, ledger);
  // In this order those of one second keep theirs.
  for (const row of from.prepare<[], RolloutV0>('SELECT * FROM rollouts ORDER BY created_at, rowid').iterate()) {
    const status = wordOr(RolloutStatus, 'created', row.status);
    const wasActive = isActive(status);
    if (!ledger.row('rollouts', row.id, () => add(row, wasActive ? 'cancelled' : status))) continue;
    if (wasActive) interrupted.push({ id: row.id, status });
    batches(row.id, row.release_id);
  }
  const orphans = from.prepare<[], string>(
    'SELECT id FROM rollout_batches WHERE rollout_id NOT IN (SELECT id FROM rollouts)',
  );
  for (const id of orphans.pluck().iterate()) ledger.leave('rollout_batches', id, 'its rollout is not there');
  takeEvents(from, to, ledger);
  return interrupted;
}

function prepareRollout(to: Database) {
  const add = inserter(
    to,
    'rollouts',
    'id',
    'release_id',
    'cache_url',
    'strategy',
    'batch_sizes',
    'failure_threshold',
    'on_failure',
    'health_timeout',
    'status',
    'reason',
    'target_tags',
    'target_hosts',
    'seed',
    'created_at',
    'updated_at',
    'created_by',
  );
  return (row: RolloutV0, status: RolloutStatus): void => {
    add({
      ...row,
      status,
      strategy: wordOr(Strategy, 'staged', row.strategy),
      batch_sizes: JSON.stringify(texts(row.batch_sizes ?? '[]')),
      on_failure: wordOr(OnFailure, 'pause', row.on_failure),
      reason: status === row.status ? null : INTERRUPTED,
      // v0.1.1 does not tell how it shuffled; its batches are stored as they came out.
      seed: 0,
      created_at: moment(row.created_at),
      updated_at: moment(row.updated_at),
    });
  };
}

interface EventV0 {
  id: number;
  rollout_id: string;
  event_type: string;
  detail: string;
  actor: string;
  created_at: string;
}

/** Events keep their numbers. */
function takeEvents(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(to, 'events', 'seq', 'at', 'type', 'rollout_id', 'actor', 'message', 'detail');
  const known = to.prepare<[string], number>('SELECT 1 FROM rollouts WHERE id = ?').pluck();
  const rows = from.prepare<[], EventV0>('SELECT * FROM rollout_events ORDER BY id');
  for (const { id: seq, rollout_id, event_type: type, detail, actor, created_at } of rows.iterate()) {
    if (known.get(rollout_id) === undefined) {
      ledger.leave('rollout_events', seq, 'its rollout is not there');
      continue;
    }
    ledger.row('rollout_events', seq, () => {
      const said = fields(detail);
      const text = JSON.stringify(said);
      add({ seq, at: moment(created_at), type, rollout_id, actor, message: sentence(type, said), detail: text });
    });
  }
}

/** `batch started: batch_index 0, machines 2`. */
function sentence(type: string, detail: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(detail).map(([name, value]) => `${name} ${String(value)}`);
  return [type.replaceAll('_', ' '), words.join(', ')].filter((part) => part !== '').join(': ');
}
