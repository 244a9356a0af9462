import type { Chronicle } from '../chronicle.ts';
import type { Commit, DesiredRow } from '../commit.ts';
import { pathOf } from '../plan.ts';
import type { TrackedRollout } from '../rollouts.ts';
import { formerPaths } from './former-paths.ts';
import type { CommitInvariant } from './invariant.ts';

type Change = Commit['changes'][number];

/** Why a machine may be told to run something. */
export const DESIRED_PATHS: readonly CommitInvariant[] = [
  {
    name: 'nobody is told for nothing',
    sentence:
      'what a machine should run is its path in a rollout that runs and a batch that was started, what it ran before a ' +
      'rollout that takes it back, or what an operator asked for, in the same commit',
    problem: ({ chronicle }, commit) =>
      commit.changes.flatMap((change) => unexplained(chronicle, commit, change) ?? [])[0],
  },
];

function unexplained(chronicle: Chronicle, commit: Commit, { machineId, after }: Change): string | undefined {
  const asked = (action: string, detail?: string) =>
    commit.audit.some(
      (entry) => entry.action === action && entry.target === machineId && (detail ?? entry.detail) === entry.detail,
    );
  if (after === undefined) {
    return asked('clear_desired') || asked('delete_machine') ? undefined : `${machineId} should run nothing: why?`;
  }
  if (after.assignment === null) {
    return asked('notify_deploy', after.hash)
      ? undefined
      : `${machineId} should run ${after.hash}: nobody asked for it`;
  }
  const [, id = '', batch = '', attempt] = /^(.+):([^:]+):(\d+)$/.exec(after.assignment) ?? [];
  const rollout = chronicle.rollouts.get(id);
  if (rollout === undefined) return `${machineId} has ${after.assignment} of a rollout that there is not`;
  const wrong =
    batch === 'revert'
      ? wrongRevert(chronicle, rollout, after)
      : wrongOrder(rollout, { after, batch: Number(batch), attempt: Number(attempt), commit: commit.number });
  return wrong && `${machineId} should run ${after.hash} for ${after.assignment}, ${wrong}`;
}

interface Order {
  readonly after: DesiredRow;
  readonly batch: number;
  readonly attempt: number;
  readonly commit: number;
}

function wrongOrder(rollout: TrackedRollout, { after, batch, attempt, commit }: Order): string | undefined {
  const { machine_id, hash } = after;
  const tracked = rollout.batches[batch];
  if (hash !== pathOf(rollout.release, machine_id)) return `which is not its path in ${rollout.release}`;
  if (rollout.members.get(machine_id) !== batch) return 'which is not its batch';
  if (tracked === undefined || tracked.attempts !== attempt) return `but ${tracked?.attempts} tries were begun`;
  if (tracked.state === 'failed' && tracked.since < commit) return 'but the batch has failed before';
  // What had begun when an operator paused it goes on.
  const goesOn = rollout.status === 'running' || (rollout.status === 'paused' && tracked.state === 'started');
  if (!goesOn && rollout.since < commit) return `but the rollout is ${rollout.status}`;
  return undefined;
}

function wrongRevert(
  chronicle: Chronicle,
  rollout: TrackedRollout,
  { machine_id, hash }: DesiredRow,
): string | undefined {
  if (rollout.status !== 'failed') return `but the rollout is ${rollout.status}`;
  const former = formerPaths(chronicle, rollout, machine_id);
  return former.includes(hash) ? undefined : `but it ran ${former.join(' or ') || 'nothing that is known'} before`;
}
