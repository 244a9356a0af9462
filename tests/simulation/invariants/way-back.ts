import type { Database } from 'better-sqlite3';
import type { Chronicle } from '../chronicle.ts';
import type { Commit } from '../commit.ts';
import type { TrackedRollout } from '../rollouts.ts';
import { formerPaths } from './former-paths.ts';
import type { CommitInvariant, EventInvariant } from './invariant.ts';

/** What a rollout that takes back what it did owes its machines. */
export const WAY_BACK: readonly EventInvariant[] = [
  {
    name: 'the first former path stays',
    sentence:
      'what a machine ran before a rollout is what it ran when the rollout told it first, however often it is told',
    problem({ chronicle, db }, { type, rollout_id, machine_id }) {
      const rollout = chronicle.rollouts.get(rollout_id);
      if (type !== 'machine_told' || rollout === undefined || machine_id === null) return undefined;
      const previous = previousOf(db, rollout_id, machine_id);
      const former = formerPaths(chronicle, rollout, machine_id);
      if (previous === null || former.length === 0 || former.includes(previous)) return undefined;
      return `${machine_id} of ${rollout_id} ran ${former.join(' or ')}, not ${previous}`;
    },
  },
  {
    name: 'nobody is left behind',
    sentence: 'when a rollout has taken back what it did, no machine is to run its path, unless nobody knew another',
    problem({ chronicle }, { type, rollout_id }) {
      const rollout = chronicle.rollouts.get(rollout_id);
      if (type !== 'revert_completed' || rollout === undefined || rollout.wasStopped) return undefined;
      const left = [...rollout.members.keys()].find((machineId) => isLeft(chronicle, rollout, machineId));
      return left && `${rollout_id} is done with it, and ${left} should still run its path`;
    },
  },
  {
    name: 'who could not go back was told to',
    sentence:
      'a machine is said not to have gone back only when it was told to, or when nobody knew what it ran before',
    problem({ chronicle }, { type, rollout_id, machine_id, detail }) {
      const rollout = chronicle.rollouts.get(rollout_id);
      if (type !== 'machine_reverted' || rollout === undefined || machine_id === null) return undefined;
      const { verdict, reason } = JSON.parse(detail) as { verdict: string; reason: string };
      if (verdict !== 'revert_failed' || rollout.goingBack.has(machine_id)) return undefined;
      if (formerPaths(chronicle, rollout, machine_id).length === 0) return undefined;
      return `${machine_id} of ${rollout_id} was not told to: "${reason}"`;
    },
  },
];

/** The same, for what is seen at commits. */
export const OVERRULED: CommitInvariant = {
  name: 'nobody is overruled',
  sentence: 'a machine is taken back only from what its rollout has told it',
  problem: (_, commit) => commit.changes.flatMap((change) => overruled(commit, change) ?? [])[0],
};

const previousOf = (db: Database, rolloutId: string, machineId: string): string | null =>
  db
    .prepare<[string, string], string | null>(
      'SELECT previous FROM rollout_machines WHERE rollout_id = ? AND machine_id = ?',
    )
    .pluck()
    .get(rolloutId, machineId) ?? null;

function overruled({ events }: Commit, { machineId, before, after }: Commit['changes'][number]): string | undefined {
  const rollout = /^(.+):revert:\d+$/.exec(after?.assignment ?? '')?.[1];
  if (rollout === undefined || before?.assignment?.startsWith(`${rollout}:`)) return undefined;
  // It may be told and taken back in one commit.
  const isToldHere = events.some(
    ({ type, rollout_id, machine_id }) => type === 'machine_told' && rollout_id === rollout && machine_id === machineId,
  );
  if (isToldHere) return undefined;
  return `${machineId} is taken back by ${rollout} from ${before?.hash} ${before?.assignment}`;
}

/** It still has an order of the rollout which it could have been taken back from. */
const isLeft = (chronicle: Chronicle, rollout: TrackedRollout, machineId: string): boolean => {
  const assignment = chronicle.wanted(machineId)?.assignment ?? '';
  if (!assignment.startsWith(`${rollout.id}:`) || assignment.startsWith(`${rollout.id}:revert:`)) return false;
  return formerPaths(chronicle, rollout, machineId).length > 0;
};
