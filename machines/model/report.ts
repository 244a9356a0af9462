import { type Static, Type } from 'typebox';
import { HealthReport } from './health.ts';
import { Count, Nullable, Timestamp, WireText } from './text.ts';

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
  machine_id: WireText(512),
  current_generation: WireText(512),
  success: Type.Boolean(),
  message: WireText(4096),
  timestamp: Timestamp,
  tags: Type.Array(WireText(128), { default: [], maxItems: 256 }),
  health: Type.Optional(Nullable(HealthReport)),
  agent_version: Type.String({ default: '', maxBytes: 64 }),
  uptime_seconds: Type.Integer({ default: 0, minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  assignment: Type.Optional(Nullable(WireText(256))),
  outcome: Type.Optional(Nullable(Outcome)),
  boot_id: Type.Optional(Nullable(WireText(64))),
  epoch: Type.Optional(Nullable(WireText(64))),
  seq: Type.Optional(Nullable(Count)),
});
export type Report = Static<typeof Report>;
