import { type Static, Type } from 'typebox';
import { AgentState, MachineStatus } from './machine.ts';
import { Count, Nullable, Timestamp } from './text.ts';

/**
 * A machine as those see it who watch the whole fleet. What differs in every report (uptime, times of reports, free space,
 * clock) is as it was when something else changed.
 */
export const LiveMachine = Type.Object({
  ...MachineStatus.properties,
  agent_state: Nullable(AgentState),
  agent_state_since: Nullable(Timestamp),
  deployment: Type.String({ description: 'unknown, pending_deploy, in_sync or failed.' }),
  active_rollout: Nullable(Type.String()),
});
export type LiveMachine = Static<typeof LiveMachine>;

/**
 * What the feed of machines sends: how it begins, those that have changed since the `seq` that the viewer has, a few
 * hundred at once, then `current`, then more as they change. Routine reports change nothing that it shows.
 */
export const MachineFrame = Type.Union([
  Type.Object({
    type: Type.Literal('begin'),
    epoch: Type.String({ description: 'To be given with `after` the next time: a `seq` counts only in its epoch.' }),
    anew: Type.Boolean({
      description: 'What the viewer has counts no more: all machines follow, and no others are there.',
    }),
  }),
  Type.Object({
    type: Type.Literal('machines'),
    seq: Type.Integer({ description: 'Everything up to it was sent.' }),
    machines: Type.Array(LiveMachine),
    gone: Type.Array(Type.String(), { description: 'Ids of machines that were deleted.' }),
  }),
  Type.Object({ type: Type.Literal('current'), seq: Type.Integer() }),
]);
export type MachineFrame = Static<typeof MachineFrame>;

/** A machine that has not been heard of for a while. */
export const SilentMachine = Type.Object({
  machine_id: Type.String(),
  seconds_since_last_report: Nullable({ ...Count, description: 'Null: it was never heard of.' }),
});
export type SilentMachine = Static<typeof SilentMachine>;
