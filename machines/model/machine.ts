import { type Static, Type } from 'typebox';
import { Condition } from './condition.ts';
import { Count, Nullable, Timestamp, WireText } from './text.ts';

/** Where a machine is in its life; only `active` machines take part in rollouts. */
export const Lifecycle = Type.Union([
  Type.Literal('pending'),
  Type.Literal('provisioning'),
  Type.Literal('active'),
  Type.Literal('maintenance'),
  Type.Literal('decommissioned'),
]);
export type Lifecycle = Static<typeof Lifecycle>;

/** The agent's seven states, as its metrics and its link name them. */
export const AgentState = Type.Union([
  Type.Literal('idle'),
  Type.Literal('checking'),
  Type.Literal('fetching'),
  Type.Literal('applying'),
  Type.Literal('verifying'),
  Type.Literal('rolling_back'),
  Type.Literal('reporting'),
]);
export type AgentState = Static<typeof AgentState>;

/** A machine in the list (v0.1.1 `MachineStatus`). `condition` is ours, and left out until an agent has said one. */
export const MachineStatus = Type.Object({
  machine_id: Type.String(),
  current_generation: Type.String({ description: 'Store path of the last report, "" if there was none.' }),
  desired_generation: Nullable(Type.String()),
  agent_version: Type.String(),
  system_state: Type.String({ description: '"ok", "error" or "unknown".' }),
  uptime_seconds: Count,
  last_report: Nullable(Timestamp),
  lifecycle: Lifecycle,
  tags: Type.Array(Type.String()),
  seconds_since_last_report: Nullable(Count),
  condition: Type.Optional(Nullable(Condition)),
});
export type MachineStatus = Static<typeof MachineStatus>;

/** What a machine should run, as its agent asks for it. */
export const DesiredGeneration = Type.Object({
  hash: Type.String({ description: 'A full store path, despite the name.' }),
  cache_url: Type.Optional(Nullable(Type.String())),
  poll_hint: Type.Optional(Nullable(Count)),
  assignment: Type.Optional(Nullable(Type.String({ description: '<rollout>:<batch>:<attempt>' }))),
});
export type DesiredGeneration = Static<typeof DesiredGeneration>;

/** Body of `register`. */
export const RegisterMachine = Type.Object({
  lifecycle: Type.String({
    default: 'active',
    maxBytes: 64,
    description: '`pending`, `provisioning`, `active`, `maintenance` or `decommissioned`.',
  }),
  tags: Type.Array(Type.String({ maxBytes: 128 }), {
    default: [],
    maxItems: 256,
    description: 'Declared tags, until the agent reports some; none: those that it has stay.',
  }),
});
export type RegisterMachine = Static<typeof RegisterMachine>;

/** Body of `PATCH /machines/{id}/lifecycle`; the server says which words there are (400, not 422). */
export const UpdateLifecycle = Type.Object({
  lifecycle: WireText(64, '`pending`, `provisioning`, `active`, `maintenance` or `decommissioned`.'),
});
export type UpdateLifecycle = Static<typeof UpdateLifecycle>;

/** Answer of `register`. */
export const RegisteredMachine = Type.Object({ machine_id: Type.String(), lifecycle: Lifecycle });
export type RegisteredMachine = Static<typeof RegisteredMachine>;

/** Answer of `retry`. */
export const RetryAnswer = Type.Object({
  told: Type.Boolean({ description: 'Its agent was told, over its link.' }),
  message: Type.String({ description: 'For people: what happens now.' }),
});
export type RetryAnswer = Static<typeof RetryAnswer>;
