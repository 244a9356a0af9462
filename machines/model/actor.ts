import { type Static, Type } from 'typebox';
import { Count, Nullable, Timestamp } from './text.ts';

/** The kinds of actors of a control plane; each kind's statechart has its name. */
export const ActorKind = Type.Union([Type.Literal('machine'), Type.Literal('rollout'), Type.Literal('batch')]);
export type ActorKind = Static<typeof ActorKind>;

/** How an actor is: it waits for work of its own to end, it rests until somebody tells it something, or it cannot be restored. */
export const ActorStatus = Type.Union([Type.Literal('waiting'), Type.Literal('resting'), Type.Literal('quarantined')]);
export type ActorStatus = Static<typeof ActorStatus>;

/** A step that an actor has taken: what happened, which transitions were taken, and where it was then. */
export const Transition = Type.Object({
  seq: Type.Integer({ description: 'Only grows; a viewer that names the last one misses nothing.' }),
  address: Type.String(),
  delivery: Type.Integer({ minimum: 0, description: 'Which delivery to the actor it belongs to; several steps may.' }),
  at: Timestamp,
  event: Type.String({ description: 'Its type as XState has it; "": at once; `xstate.init`: the actor began.' }),
  detail: Type.Record(Type.String(), Type.Unknown(), { description: 'What the event said; cut when it was long.' }),
  taken: Type.Array(Type.Object({ from: Type.String(), to: Type.Array(Type.String()) }), {
    description: 'Ids of states, as the statechart has them.',
  }),
  state: Type.Unknown({ description: "The state after it, as XState's value." }),
  active: Type.Array(Type.String(), { description: 'Ids of the active states, outer before inner.' }),
});
export type Transition = Static<typeof Transition>;

/** An actor in the list. */
export const ActorSummary = Type.Object({
  address: Type.String({ description: '`kind:id`, as `rollout:r-7f3a`.' }),
  kind: Type.String(),
  status: ActorStatus,
  state: Type.Unknown({ description: "As XState's value; null: it cannot be read." }),
  active: Type.Array(Type.String()),
  deliveries: Count,
  last_transition_at: Nullable(Timestamp),
  problem: Nullable(Type.String({ description: 'Why it is quarantined.' })),
});
export type ActorSummary = Static<typeof ActorSummary>;

/** What an actor waits for by itself. */
export const ActorWait = Type.Object({
  effect: Type.String({ description: 'The id that the chart gives it: `deadline`.' }),
  name: Type.String({ description: 'What is done: `sleepUntil`.' }),
  state: Nullable(Type.String({ description: 'The id of the state that invoked it.' })),
  until: Nullable(Timestamp),
});
export type ActorWait = Static<typeof ActorWait>;

/** Mail for an actor that it has not taken, or could not take. */
export const ActorMail = Type.Object({
  sender: Type.String(),
  event: Type.String({ description: 'Its type.' }),
  attempts: Type.Optional(Count),
  failure: Type.Optional(Type.String({ description: 'Why it could not be taken.' })),
  at: Type.Optional(Timestamp),
});
export type ActorMail = Static<typeof ActorMail>;

/** One actor: its state, what it waits for, its mail and its newest steps. */
export const ActorDetail = Type.Object({
  ...ActorSummary.properties,
  chart: Type.String({ description: 'The name of its statechart.' }),
  version: Type.Integer({ description: 'Of its stored snapshot.' }),
  context: Type.Unknown({ description: 'What the chart remembers; of more than 64 KiB only which fields there are.' }),
  waits: Type.Array(ActorWait),
  mailbox: Type.Array(ActorMail, { description: 'The oldest 50.' }),
  dead_letters: Type.Array(ActorMail, { description: 'The newest 50.' }),
  history: Type.Array(Transition, { description: 'The newest 100, newest first.' }),
  last_seq: Type.Integer({ description: 'Follow the actor from here.' }),
});
export type ActorDetail = Static<typeof ActorDetail>;

/** What the feed of an actor sends. */
export const ActorFrame = Type.Union([
  Type.Object({ type: Type.Literal('transition'), transition: Transition }),
  Type.Object({ type: Type.Literal('gap'), from: Type.Integer(), to: Type.Integer() }),
  Type.Object({ type: Type.Literal('end'), reason: Type.String() }),
]);
export type ActorFrame = Static<typeof ActorFrame>;
