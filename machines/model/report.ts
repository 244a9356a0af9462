import { type Static, Type } from 'typebox';
import { Condition } from './condition.ts';
import { HealthReport } from './health.ts';
import { Nullable, WireText } from './text.ts';

/** How an attempt to reach an assignment's path stands. */
export const Outcome = Type.Union([
  Type.Literal('running'),
  Type.Literal('fetch_failed'),
  Type.Literal('apply_failed'),
  Type.Literal('unhealthy'),
  Type.Literal('reboot_required'),
  Type.Literal('rolled_back'),
  Type.Literal('done'),
]);
export type Outcome = Static<typeof Outcome>;

/** What an agent reports. The second half is ours: nullable, absent from a v0.1.1 agent. */
export const Report = Type.Object({
  machine_id: WireText(512, 'Not looked at: the id in the path counts.'),
  current_generation: WireText(512, 'Store path of the running system; "" where there is none.'),
  success: Type.Boolean({ description: 'False: the last attempt to change the system failed.' }),
  message: WireText(4096, 'For people: what the agent did, or why it failed.'),
  timestamp: Type.String({ format: 'date-time', description: 'By the clock of the agent.' }),
  tags: Type.Array(WireText(128), {
    default: [],
    maxItems: 256,
    description: 'When there are any, they take the place of the declared tags.',
  }),
  health: Type.Optional(Nullable(HealthReport)),
  agent_version: Type.String({ default: '', maxBytes: 64 }),
  uptime_seconds: Type.Integer({
    description: 'Of the system.',
    default: 0,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  assignment: Type.Optional(
    Nullable(WireText(256, 'The assignment that this report is evidence for, as `desired-generation` named it.')),
  ),
  outcome: Type.Optional(Nullable(Outcome)),
  condition: Type.Optional(Nullable(Condition)),
  boot_id: Type.Optional(Nullable(WireText(64, 'Another after each boot.'))),
  epoch: Type.Optional(Nullable(WireText(64, 'Random, made with the agent database that counts.'))),
  seq: Type.Optional(
    Nullable(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Grows with each report of an epoch: one that comes twice counts once.',
      }),
    ),
  ),
});
export type Report = Static<typeof Report>;
