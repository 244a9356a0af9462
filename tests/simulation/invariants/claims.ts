import type { TrackedRollout } from '../rollouts.ts';
import type { CommitInvariant } from './invariant.ts';

const ACTIVE = ['created', 'running', 'paused'];

/** Who may have a machine. */
export const CLAIMS: CommitInvariant = {
  name: 'nobody has two rollouts',
  sentence: 'when a rollout is made, none of its machines is in another that has not ended',
  problem({ chronicle: { rollouts } }, { audit }) {
    for (const { action, target } of audit) {
      const made = action === 'rollout.created' ? rollouts.get(target) : undefined;
      if (made === undefined) continue;
      const other = [...rollouts.all()].find((one) => one !== made && sharesMachines(one, made));
      if (other !== undefined) return `${made.id} was made, and ${other.id} is ${other.status} and has machines of it`;
    }
    return undefined;
  },
};

const sharesMachines = ({ status, members }: TrackedRollout, made: TrackedRollout): boolean =>
  ACTIVE.includes(status) && [...made.members.keys()].some((machineId) => members.has(machineId));
