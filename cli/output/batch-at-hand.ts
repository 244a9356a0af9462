import type { BatchDetail, RolloutDetail } from '../../machines/model/rollout.ts';

/** The batch that goes on although an operator has paused its rollout; that of a cancelled one only keeps its word. */
export const batchAtHand = ({ status: state, batches }: Paused): BatchDetail | undefined =>
  state === 'paused' ? batches.find(({ status }) => status === 'deploying' || status === 'waiting_health') : undefined;

type Paused = Pick<RolloutDetail, 'status' | 'batches'>;

/** What goes on in a paused rollout; undefined: nothing does. */
export function goesOn(rollout: Paused): string | undefined {
  const batch = batchAtHand(rollout);
  return batch && `batch ${batch.batch_index + 1} of ${rollout.batches.length} goes on, and no other begins`;
}
