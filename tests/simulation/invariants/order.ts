import { tryOf } from '../rollouts.ts';
import type { EventInvariant } from './invariant.ts';

const ENDED = ['completed', 'failed', 'cancelled'];

/** In which order a rollout's events may come. */
export const ORDER: readonly EventInvariant[] = [
  {
    name: 'one batch after another',
    sentence: 'a batch is started only when every batch before it has succeeded',
    problem({ chronicle }, { type, rollout_id, detail }) {
      if (type !== 'batch_started') return undefined;
      const { batch_index } = JSON.parse(detail) as { batch_index: number };
      const batches = chronicle.rollouts.get(rollout_id)?.batches ?? [];
      const open = batches.findIndex(({ state }, index) => index < batch_index && state !== 'succeeded');
      return open < 0
        ? undefined
        : `${rollout_id} starts batch ${batch_index}, and batch ${open} is ${batches[open]?.state}`;
    },
  },
  {
    name: 'said once',
    sentence: 'a machine is told once in a try of its batch, and once to go back',
    problem({ chronicle }, { type, rollout_id, machine_id }) {
      const rollout = chronicle.rollouts.get(rollout_id);
      if (rollout === undefined) return undefined;
      const isTwice =
        (type === 'machine_told' && rollout.told.has(tryOf(rollout, machine_id))) ||
        (type === 'machine_reverting' && rollout.goingBack.has(machine_id ?? ''));
      return isTwice ? `${type} of ${machine_id} in ${rollout_id} comes again` : undefined;
    },
  },
  {
    name: 'the end is the end',
    sentence: 'a rollout that has ended starts no batch and comes to no other status',
    problem({ chronicle }, { type, rollout_id, detail }) {
      const status = chronicle.rollouts.get(rollout_id)?.status;
      if (status === undefined || !ENDED.includes(status)) return undefined;
      if (type === 'batch_started') return `${rollout_id} is ${status} and starts a batch`;
      return type === 'status_change' ? `${rollout_id} is ${status} and changes: ${detail}` : undefined;
    },
  },
  {
    name: 'a pause is a pause',
    sentence: 'a rollout that is paused begins no batch, and tells no machine of one that is not under way',
    problem({ chronicle }, { type, rollout_id, machine_id, detail }) {
      const rollout = chronicle.rollouts.get(rollout_id);
      if (rollout?.status !== 'paused') return undefined;
      if (type === 'batch_started') return `${rollout_id} is paused and starts a batch: ${detail}`;
      const batch = rollout.batches[rollout.members.get(machine_id ?? '') ?? -1];
      if (type !== 'machine_told' || batch?.state === 'started') return undefined;
      return `${rollout_id} is paused and tells ${machine_id} of a batch that is ${batch?.state}`;
    },
  },
  {
    name: 'no gaps in the story',
    sentence: 'each change of status begins where the one before has ended',
    problem({ chronicle }, { type, rollout_id, detail }) {
      const status = chronicle.rollouts.get(rollout_id)?.status;
      if (type !== 'status_change' || status === undefined) return undefined;
      const { from } = JSON.parse(detail) as { from: string };
      return from === status ? undefined : `${rollout_id} is ${status}, and comes from ${from}`;
    },
  },
  {
    name: 'completed means complete',
    sentence: 'a rollout is complete when each of its batches has succeeded',
    problem({ chronicle }, { type, rollout_id, detail }) {
      if (type !== 'status_change' || !detail.includes('"to":"completed"')) return undefined;
      const open = chronicle.rollouts.get(rollout_id)?.batches.findIndex(({ state }) => state !== 'succeeded') ?? -1;
      return open < 0 ? undefined : `${rollout_id} is complete without batch ${open}`;
    },
  },
];
