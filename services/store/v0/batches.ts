import type { Database } from 'better-sqlite3';
import { BatchStatus, type Verdict } from '../../../machines/model/rollout.ts';
import type { Ledger } from './ledger.ts';
import { fields, inserter, momentOrNull, texts, wordOr } from './values.ts';

interface BatchV0 {
  id: string;
  batch_index: number;
  machine_ids: string;
  status: string;
  started_at: string | null;
  completed_at: string | null;
  previous_generations: string;
}

/** Takes over the batches of a rollout, with a row for each of their machines. */
export function takeBatches(from: Database, to: Database, ledger: Ledger): (rollout: string, release: string) => void {
  const add = inserter(
    to,
    'rollout_batches',
    'id',
    'rollout_id',
    'batch_index',
    'size',
    'status',
    'started_at',
    'completed_at',
  );
  const rows = from.prepare<[string], BatchV0>(
    'SELECT * FROM rollout_batches WHERE rollout_id = ? ORDER BY batch_index',
  );
  const entries = to.prepare<[string], [string, string]>(
    'SELECT hostname, store_path FROM release_entries WHERE release_id = ?',
  );
  const members = prepareMembers(to, ledger);
  return (rollout_id, release) => {
    const paths = new Map(entries.raw().all(release));
    for (const { id, batch_index, ...row } of rows.all(rollout_id)) {
      ledger.row('rollout_batches', id, () => {
        const batch: Batch = {
          rollout_id,
          batch_index,
          status: wordOr(BatchStatus, 'pending', row.status),
          started_at: momentOrNull(row.started_at),
          completed_at: momentOrNull(row.completed_at),
          machineIds: texts(row.machine_ids),
        };
        add({ ...batch, id, size: new Set(batch.machineIds).size });
        members(batch, paths, fields(row.previous_generations));
      });
    }
  };
}

interface Batch {
  readonly rollout_id: string;
  readonly batch_index: number;
  readonly machineIds: readonly string[];
  readonly status: BatchStatus;
  readonly started_at: number | null;
  readonly completed_at: number | null;
}

/** v0.1.1 judges batches, not machines: each has the verdict of its batch, as it showed them. */
function prepareMembers(to: Database, ledger: Ledger) {
  const add = inserter(
    to,
    'rollout_machines',
    'rollout_id',
    'machine_id',
    'batch_index',
    'position',
    'wanted',
    'previous',
    'attempt',
    'verdict',
    'reason',
    'started_at',
    'settled_at',
  );
  return (batch: Batch, paths: ReadonlyMap<string, string>, previous: Readonly<Record<string, unknown>>): void => {
    const { rollout_id, batch_index, started_at, completed_at } = batch;
    const { verdict, reason } = judged(batch.status);
    for (const [position, machine_id] of batch.machineIds.entries()) {
      const before = previous[machine_id];
      ledger.row('machines in batches', `${rollout_id} ${machine_id}`, () =>
        add({
          ...{ rollout_id, machine_id, batch_index, position, verdict, reason, started_at },
          wanted: paths.get(machine_id) ?? '',
          previous: typeof before === 'string' ? before : null,
          attempt: started_at === null ? 0 : 1,
          settled_at: verdict === 'pending' ? null : completed_at,
        }),
      );
    }
  };
}

function judged(status: BatchStatus): { readonly verdict: Verdict; readonly reason: string | null } {
  switch (status) {
    case 'succeeded':
      return { verdict: 'healthy', reason: null };
    case 'failed':
      return { verdict: 'unhealthy', reason: 'batch failed' };
    case 'pending':
    case 'deploying':
    case 'waiting_health':
      return { verdict: 'pending', reason: null };
  }
}
