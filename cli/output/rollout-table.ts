import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { minute } from './moment.ts';
import { table, type TableLook } from './table.ts';

const COLUMNS = ['id', 'status', 'strategy', 'batches', 'created', 'release'];

/** Rollouts, a line each, and how many they are. */
export function rolloutTable(rollouts: readonly RolloutDetail[], look: TableLook): string[] {
  if (rollouts.length === 0) return ['No rollouts.'];
  const rows = rollouts.map(({ phase, ...rollout }) => [
    rollout.id,
    phase ?? rollout.status,
    rollout.strategy,
    String(rollout.batches.length),
    minute(rollout.created_at),
    rollout.release_id,
  ]);
  return [...table(COLUMNS, rows, look), '', `${rollouts.length} rollout(s)`];
}
