import { type Static, Type } from 'typebox';
import { Outcome } from './report.ts';
import { Nullable } from './text.ts';

/*
 * What an agent writes down of an attempt to bring its machine elsewhere, before each step. An agent before or after this
 * one may be who reads it: these words and members are frozen, and only ever added to.
 */

/** How a closure is activated: try it and make it permanent once it has proved itself, or v0.1.1's profile and `switch`. */
export const ActivationMode = Type.Union([Type.Literal('test-then-boot'), Type.Literal('switch')]);
export type ActivationMode = Static<typeof ActivationMode>;

/** The step that an attempt is about to take, or has begun. */
export const AttemptPhase = Type.Union([
  /** The dead man is being armed; nothing has changed. */
  Type.Literal('preparing'),
  /** The switch may have begun. */
  Type.Literal('switching'),
  /** The switch has ended; the machine has to prove that it is well. */
  Type.Literal('confirming'),
  /** It has, the dead man is called off; profile and boot entry follow. */
  Type.Literal('settling'),
  /** Only a reboot can bring the closure; the dead man is called off, and profile and boot entry follow. */
  Type.Literal('postponing'),
  /** Profile and boot entry name the wanted path; a reboot has to bring it. */
  Type.Literal('awaiting_reboot'),
  /** The machine goes back to what ran before. */
  Type.Literal('returning'),
]);
export type AttemptPhase = Static<typeof AttemptPhase>;

/** Why an attempt failed. */
export const Problem = Type.Object({ outcome: Outcome, reason: Type.String() });
export type Problem = Static<typeof Problem>;

/** An attempt to bring a machine to the path that is wanted. */
export const Attempt = Type.Object({
  /** Letters, digits and dashes: it names files and is part of a unit's environment. */
  id: Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }),
  wanted: Type.String(),
  assignment: Nullable(Type.String()),
  /** Where the way back leads, and what the system profile named when the attempt began; "" and null: nothing. */
  previous: Type.String(),
  profile: Nullable(Type.String()),
  /** The boot that the attempt's present step belongs to; null: unknown. */
  bootId: Nullable(Type.String()),
  mode: ActivationMode,
  phase: AttemptPhase,
  /** Until when the machine has to prove itself, ms since the epoch; 0: that has not begun. */
  deadline: Type.Number(),
  problem: Nullable(Problem),
});
export type Attempt = Static<typeof Attempt>;

/** How an attempt ended. */
export const AttemptEnd = Type.Union([
  Type.Literal('deployed'),
  Type.Literal('not_applied'),
  Type.Literal('rolled_back'),
  Type.Literal('rollback_failed'),
  /** Nothing had changed yet. */
  Type.Literal('withdrawn'),
  /** While it waited for a reboot, something else became wanted, or somebody else activated it. */
  Type.Literal('superseded'),
]);
export type AttemptEnd = Static<typeof AttemptEnd>;
