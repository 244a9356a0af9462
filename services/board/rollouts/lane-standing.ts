import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { isTerminal } from '../../../machines/policy/rollout-status.ts';
import type { Lane } from './rollout-model.ts';

/** Whether the machines of a batch are at work, as its own word has it. */
export const isUnderWay = ({ status }: Pick<Lane, 'status'>): boolean =>
  status === 'deploying' || status === 'waiting_health';

/** How a batch stands, in a word: one that its rollout has left behind keeps on the wire what it was at. */
export function laneWord(lane: Pick<Lane, 'status'>, { status }: Pick<RolloutDetail, 'status'>): string {
  if (!isTerminal(status)) return lane.status;
  if (isUnderWay(lane)) return 'stopped';
  return lane.status === 'pending' ? 'not begun' : lane.status;
}
