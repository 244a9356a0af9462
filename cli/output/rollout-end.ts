import type { MachineHealth, RolloutDetail, RolloutMachine } from '../../machines/model/rollout.ts';
import { counted } from '../../machines/policy/counted.ts';
import { whyPaused } from '../../machines/policy/pause-reason.ts';
import { printable } from '../../services/host/printable.ts';
import { goesOn } from './batch-at-hand.ts';
import { hasEnded } from '../../machines/policy/rollout-status.ts';

/** Whether who waits for a rollout has waited enough: it has ended, or somebody has to decide. One that takes back what it did is not there yet. */
export const isOver = (rollout: Pick<RolloutDetail, 'status' | 'phase'>): boolean =>
  rollout.status === 'paused' || hasEnded(rollout);

/** Whether what was asked for came about, or somebody chose that it should not. */
export const hasSucceeded = ({ status }: Pick<RolloutDetail, 'status'>): boolean =>
  status === 'completed' || status === 'cancelled';

/** What is said when a rollout is over: how it ended, which machines failed and why, and what to do next. */
export function endLines(rollout: RolloutDetail): string[] {
  const { id, status, batches } = rollout;
  const machines = batches.reduce((sum, batch) => sum + batch.machine_ids.length, 0);
  if (status === 'completed')
    return [
      `Rollout ${id} completed: ${counted(machines, 'machine')} in ${counted(batches.length, 'batch', 'batches')}`,
    ];
  if (status === 'cancelled') return [`Rollout ${id} cancelled: machines keep what they have`];
  const failures = failuresIn(rollout).map(({ machineId, reason }) => `  ✖ ${machineId}: ${printable(reason)}`);
  return [`Rollout ${id} ${headline(rollout)}`, ...failures, ...nextSteps(rollout)];
}

function headline(rollout: RolloutDetail): string {
  if (rollout.status === 'paused') {
    const meanwhile = goesOn(rollout);
    return `${whyPaused(why(rollout))}${meanwhile === undefined ? '' : `; ${meanwhile}`}`;
  }
  switch (rollout.phase) {
    case 'reverted':
      return `failed (${why(rollout)}); the machines it touched are back on what they ran before`;
    case 'revert_incomplete':
      return `failed (${why(rollout)}); not every machine came back to what it ran before`;
    default:
      return `failed: ${why(rollout)}`;
  }
}

function why(rollout: RolloutDetail): string {
  if (rollout.reason) return printable(rollout.reason);
  const batch = rollout.batches.find(({ status }) => status === 'failed');
  if (!batch) return 'the control plane gave no reason';
  const unhealthy = Object.values(batch.machine_health).filter((health) => reasonIn(health) !== undefined).length;
  return `batch ${batch.batch_index + 1} health check failed (${unhealthy}/${batch.machine_ids.length} unhealthy)`;
}

function nextSteps({ id, status }: RolloutDetail): string[] {
  if (status !== 'paused')
    return [`  See what happened: nixfleet rollout status ${id}`, '  Mend the release, then deploy it again.'];
  return [
    `  Resume with:  nixfleet rollout resume ${id}`,
    `  Give up with: nixfleet rollout cancel ${id}`,
    `  Monitor with: nixfleet rollout status ${id} --wait`,
  ];
}

/** The machines that failed, from our control plane's own list or from a v0.1.1 one's batches. */
function failuresIn({ machines, batches }: RolloutDetail): { machineId: string; reason: string }[] {
  if (machines) {
    return machines
      .filter(({ verdict, failure }) => verdict === 'unhealthy' || verdict === 'revert_failed' || failure != null)
      .map(({ machine_id: machineId, ...part }) => ({ machineId, reason: failureOf(part) }));
  }
  return batches.flatMap(({ machine_health: health }) =>
    Object.entries(health).flatMap(([machineId, state]) => {
      const reason = reasonIn(state);
      return reason === undefined ? [] : [{ machineId, reason }];
    }),
  );
}

/** Why it failed, and why it could not go back. */
function failureOf({ verdict, reason, failure }: Pick<RolloutMachine, 'verdict' | 'reason' | 'failure'>): string {
  const said = reason ?? 'no reason was given';
  if (failure == null) return said;
  return verdict === 'revert_failed' ? `${failure}; could not go back: ${said}` : failure;
}

const reasonIn = (health: MachineHealth): string | undefined =>
  typeof health === 'string' ? undefined : health.unhealthy;
