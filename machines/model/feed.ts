import { type Static, Type } from 'typebox';
import { Nullable, Timestamp } from './text.ts';

/**
 * One row of `events`: what happened, once, in order. `seq` only grows; a viewer that names the last
 * one it saw misses nothing and sees nothing twice.
 */
export const FeedRow = Type.Object({
  seq: Type.Integer(),
  at: Timestamp,
  type: Type.String({ description: 'Machine-readable: status_change, batch_started, machine_settled …' }),
  rollout_id: Nullable(Type.String()),
  machine_id: Nullable(Type.String()),
  actor: Type.String(),
  message: Type.String({ description: 'The same in one sentence for people.' }),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type FeedRow = Static<typeof FeedRow>;

/** What a feed sends: rows, a hole where rows were trimmed, the end of what it was asked to follow. */
export const FeedFrame = Type.Union([
  Type.Object({ type: Type.Literal('row'), row: FeedRow }),
  Type.Object({ type: Type.Literal('gap'), from: Type.Integer(), to: Type.Integer() }),
  Type.Object({ type: Type.Literal('end'), reason: Type.String() }),
]);
export type FeedFrame = Static<typeof FeedFrame>;

/** What every feed sends about every 30 s, also when nothing happens, to who asks for it with `beat=true`. */
export const BeatFrame = Type.Object({ type: Type.Literal('beat') });
export type BeatFrame = Static<typeof BeatFrame>;
