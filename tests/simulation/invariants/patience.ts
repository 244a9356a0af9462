import type { Chronicle } from '../chronicle.ts';
import type { Commit } from '../commit.ts';
import type { Moment, TrackedBatch, TrackedRollout } from '../rollouts.ts';
import type { CommitInvariant } from './invariant.ts';

/** The control plane may be down for a while, and its disk full. */
const GRACE_MS = 60_000;

/** How long somebody is waited for. */
export const PATIENCE: CommitInvariant = {
  name: 'nobody is waited for without end',
  sentence:
    'a batch that was started has ended when its health time-out and its soak time are over, or its rollout has',
  problem({ chronicle }, commit) {
    for (const rollout of chronicle.rollouts.all()) {
      if (rollout.status !== 'running' && rollout.status !== 'paused') continue;
      const index = rollout.batches.findIndex((batch) => isLate(chronicle, rollout, batch, commit));
      if (index >= 0) return `batch ${index} of ${rollout.id} goes on since ${rollout.batches[index]?.began.wall}`;
    }
    return undefined;
  },
};

function isLate(chronicle: Chronicle, rollout: TrackedRollout, batch: TrackedBatch, { now }: Commit): boolean {
  if (batch.state !== 'started') return false;
  const waitMs = (rollout.healthSeconds + rollout.soakSeconds) * 1000 + GRACE_MS;
  const passedMs = (since: Moment) => Math.min(now - since.wall, chronicle.time - since.real);
  return passedMs(batch.soaks ?? batch.began) > waitMs;
}
