import type { ActorDetail, Transition } from '../../../machines/model/actor.ts';

/** A step of a rollout that runs. */
export const step = (seq: number, event: string): Transition => ({
  ...{ seq, address: 'rollout:r-1', delivery: seq, at: '2026-11-21T12:00:00.000Z', event, detail: {} },
  ...{ taken: [], state: 'running', active: ['running'] },
});

/** A rollout that rests after its ninth step. */
export const anActor = (actor: Partial<ActorDetail> = {}): ActorDetail => ({
  ...{ address: 'rollout:r-1', kind: 'rollout', status: 'resting', state: 'running', active: ['running'] },
  ...{ deliveries: 1, last_transition_at: null, problem: null, chart: 'rollout', version: 2, context: {} },
  ...{ waits: [], mailbox: [], dead_letters: [], history: [step(9, 'late')], last_seq: 9 },
  ...actor,
});
