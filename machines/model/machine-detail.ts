import { type Static, Type } from 'typebox';
import { Condition } from './condition.ts';
import { HealthCheckResult } from './health.ts';
import { AgentState, MachineStatus } from './machine.ts';
import { Outcome } from './report.ts';
import { BatchStatus, RolloutStatus, Verdict } from './rollout.ts';
import { Count, Nullable, Timestamp } from './text.ts';

/** A health block as it is kept, with the path that it was measured on. */
export const MeasuredHealth = Type.Object({
  generation: Type.String(),
  all_passed: Type.Boolean(),
  results: Type.Array(HealthCheckResult),
  received_at: Timestamp,
});
export type MeasuredHealth = Static<typeof MeasuredHealth>;

/** A report as it is kept. */
export const KeptReport = Type.Object({
  id: Type.Integer(),
  generation: Type.String(),
  success: Type.Boolean(),
  message: Type.String(),
  received_at: Timestamp,
  assignment: Nullable(Type.String({ description: 'The assignment that it named; a v0.1.1 agent names none.' })),
  outcome: Nullable(Outcome),
});
export type KeptReport = Static<typeof KeptReport>;

/** A report in a machine's history, with the health block that came with it: these are kept for a shorter time. */
export const MachineReport = Type.Object({ ...KeptReport.properties, health: Nullable(MeasuredHealth) });
export type MachineReport = Static<typeof MachineReport>;

/** A line of what the commands of an agent printed. */
export const AgentLogLine = Type.Object({
  id: Type.Integer(),
  attempt: Type.String({ description: 'The agent’s own name for its attempt.' }),
  n: Type.Integer({ minimum: 0, description: 'Counts the lines of an attempt from 0: a number left out was lost.' }),
  line: Type.String(),
  received_at: Timestamp,
});
export type AgentLogLine = Static<typeof AgentLogLine>;

/** A machine's part in a rollout, as its own history shows it. */
export const MachineAssignment = Type.Object({
  rollout_id: Type.String(),
  release_id: Type.String(),
  rollout_status: RolloutStatus,
  batch_index: Count,
  batch_status: BatchStatus,
  verdict: Verdict,
  reason: Nullable(Type.String()),
  wanted: Type.String(),
  previous: Nullable(Type.String()),
  attempt: Type.Integer({ minimum: 0, description: '0: it was not told yet.' }),
  created_at: Type.String({ format: 'date-time', description: 'When the rollout was made.' }),
  started_at: Nullable(Timestamp),
  settled_at: Nullable(Timestamp),
});
export type MachineAssignment = Static<typeof MachineAssignment>;

/** What is stored of a machine's actor. */
export const MachineChart = Type.Object({
  version: Count,
  state: Nullable(
    Type.Object(
      { lifecycle: Type.String(), deployment: Type.String() },
      { description: 'The state of either region; null: what is stored cannot be read.' },
    ),
  ),
});
export type MachineChart = Static<typeof MachineChart>;

/** A machine's tags by where they come from; `tags` are all of them, each once. */
export const MachineTags = Type.Object({
  machine_id: Type.String(),
  declared_tags: Type.Array(Type.String()),
  pinned_tags: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
});
export type MachineTags = Static<typeof MachineTags>;

/** Body of `PUT /machines/{id}/tags`: all that are to be pinned from now on, none to pin nothing. */
export const PinTags = Type.Object({
  tags: Type.Array(Type.String({ minLength: 1, maxBytes: 128 }), { maxItems: 256 }),
});
export type PinTags = Static<typeof PinTags>;

/** One machine with its history. */
export const MachineDetail = Type.Object({
  ...MachineStatus.properties,
  declared_tags: Type.Array(Type.String({ description: 'By registration or agent.' })),
  pinned_tags: Type.Array(Type.String({ description: 'By an operator.' })),
  registered_at: Timestamp,
  last_seen: Nullable(
    Type.String({ format: 'date-time', description: 'By our clock, where `last_report` is by the agent’s.' }),
  ),
  boot_id: Nullable(Type.String()),
  agent_state: Nullable(AgentState),
  agent_state_since: Nullable(Timestamp),
  condition: Nullable(Condition),
  deployment: Type.String({ description: 'unknown, pending_deploy, in_sync or failed.' }),
  open_assignment: Nullable(Type.String({ description: 'The assignment that waits for its verdict.' })),
  active_rollout: Nullable(Type.String({ description: 'The rollout that has it, and no other may.' })),
  desired: Nullable(
    Type.Object({
      hash: Type.String(),
      cache_url: Nullable(Type.String()),
      assignment: Nullable(Type.String()),
      set_at: Timestamp,
    }),
  ),
  chart: Nullable(MachineChart),
  health: Nullable(MeasuredHealth),
  reports: Type.Array(KeptReport, { description: 'The newest 20.' }),
  assignments: Type.Array(MachineAssignment, { description: 'Its parts in the newest 20 rollouts that had it.' }),
});
export type MachineDetail = Static<typeof MachineDetail>;
