import type { Lane } from './rollout-model.ts';

const MOST = 40;
const BEFORE = 10;

/** The batches that are shown at first: all, or where they are many those around the one at hand. */
export function lanesShown(lanes: readonly Lane[]): readonly Lane[] {
  if (lanes.length <= MOST) return lanes;
  const current = lanes.findIndex(({ status }) => status !== 'succeeded');
  const first = Math.max(0, Math.min((current === -1 ? lanes.length : current) - BEFORE, lanes.length - MOST));
  return lanes.slice(first, first + MOST);
}
