import { type Static, Type } from 'typebox';
import { Count, Nullable, Timestamp, WireText } from './text.ts';

/** How machines are cut into batches. */
export const Strategy = Type.Union([Type.Literal('canary'), Type.Literal('staged'), Type.Literal('all_at_once')]);
export type Strategy = Static<typeof Strategy>;

/** What happens when a batch fails. */
export const OnFailure = Type.Union([Type.Literal('pause'), Type.Literal('revert')]);
export type OnFailure = Static<typeof OnFailure>;

/** A rollout's status as v0.1.1 knows it. */
export const RolloutStatus = Type.Union([
  Type.Literal('created'),
  Type.Literal('running'),
  Type.Literal('paused'),
  Type.Literal('completed'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
]);
export type RolloutStatus = Static<typeof RolloutStatus>;

/** What follows a failure under `on_failure: revert`; null otherwise. Ours. */
export const RolloutPhase = Type.Union([
  Type.Literal('reverting'),
  Type.Literal('reverted'),
  Type.Literal('revert_incomplete'),
]);
export type RolloutPhase = Static<typeof RolloutPhase>;

/** A batch's status as v0.1.1 knows it. */
export const BatchStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('deploying'),
  Type.Literal('waiting_health'),
  Type.Literal('succeeded'),
  Type.Literal('failed'),
]);
export type BatchStatus = Static<typeof BatchStatus>;

/** Which machines: all tags match, or these host names. Exactly one of the two. */
export const RolloutTarget = Type.Union([
  Type.Object({ tags: Type.Array(WireText(128), { maxItems: 256 }) }, { additionalProperties: false }),
  Type.Object({ hosts: Type.Array(WireText(128), { maxItems: 20_000 }) }, { additionalProperties: false }),
]);
export type RolloutTarget = Static<typeof RolloutTarget>;

const optionalSeconds = (description: string, minimum: number) =>
  Type.Optional(Nullable(Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER, description })));

/** Body of `POST /rollouts`. What follows `cache_url` is ours. */
export const CreateRollout = Type.Object({
  release_id: WireText(128),
  target: RolloutTarget,
  strategy: Strategy,
  batch_sizes: Type.Optional(
    Nullable(
      Type.Array(WireText(32), {
        maxItems: 1000,
        description: 'For `staged`: a count (`"2"`) or a share (`"12.5%"`) of the machines for each batch in turn.',
      }),
    ),
  ),
  failure_threshold: Type.String({
    default: '0',
    maxBytes: 32,
    description: 'How many machines of a batch may be unhealthy: a count, or a share that is rounded up.',
  }),
  on_failure: Type.Union(OnFailure.anyOf, { default: 'pause' }),
  health_timeout: Type.Optional(
    Nullable(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Seconds that a machine has to become healthy; null: 300.',
      }),
    ),
  ),
  cache_url: Type.Optional(Nullable(WireText(2048, 'Where machines fetch from; null: where the release says.'))),
  soak_seconds: optionalSeconds(
    'Seconds that a machine has to stay healthy before it counts, at most a day; null: none.',
    0,
  ),
  success_threshold: Type.Optional(
    Nullable(
      WireText(
        32,
        'How many machines of a batch must be healthy: a count, or a share that is rounded up; null: one of those that took part.',
      ),
    ),
  ),
  progress_deadline: optionalSeconds(
    'Seconds from the start, and anew from each resume, in which the rollout has to complete, at most 31 days; null: it may take for ever.',
    1,
  ),
  seed: Type.Optional(
    Nullable(
      Type.Integer({
        minimum: 0,
        maximum: 2 ** 32 - 1,
        description: 'Decides the order of the machines, as a plan has told it; null: chance does.',
      }),
    ),
  ),
  retry: Type.Optional(
    Nullable(Type.Boolean({ description: 'Send paths also to machines on which they have failed before.' })),
  ),
  supersede: Type.Optional(
    Nullable(Type.Boolean({ description: 'Cancel the active rollouts that hold one of the machines.' })),
  ),
});
export type CreateRollout = Static<typeof CreateRollout>;

/** Why a machine that was targeted takes no part. Ours. */
export const SkippedMachine = Type.Object({ machine_id: Type.String(), reason: Type.String() });
export type SkippedMachine = Static<typeof SkippedMachine>;

/** A batch as planned. */
export const BatchSummary = Type.Object({
  batch_index: Count,
  machine_ids: Type.Array(Type.String()),
  status: BatchStatus,
});
export type BatchSummary = Static<typeof BatchSummary>;

/** Answer of `POST /rollouts`; `skipped` and `superseded`, the rollouts that it took the place of, are ours. */
export const CreatedRollout = Type.Object({
  rollout_id: Type.String(),
  batches: Type.Array(BatchSummary),
  total_machines: Count,
  skipped: Type.Optional(Type.Array(SkippedMachine)),
  superseded: Type.Optional(Type.Array(Type.String())),
});
export type CreatedRollout = Static<typeof CreatedRollout>;

/** A machine that another active rollout holds. Ours. */
export const ClaimConflict = Type.Object({ machine_id: Type.String(), rollout_id: Type.String() });
export type ClaimConflict = Static<typeof ClaimConflict>;

/** What `POST /rollouts` with the same body would do. Ours. */
export const RolloutPlan = Type.Object({
  release_id: Type.String(),
  strategy: Strategy,
  seed: Type.Integer({ description: 'Send it with the rollout to have exactly these batches.' }),
  batches: Type.Array(BatchSummary),
  total_machines: Count,
  skipped: Type.Array(SkippedMachine),
  conflicts: Type.Array(ClaimConflict),
  warnings: Type.Array(Type.String({ description: 'A sentence for people.' })),
});
export type RolloutPlan = Static<typeof RolloutPlan>;

/** One machine's health in a batch: a word, or why not. */
export const MachineHealth = Type.Union([
  Type.Literal('pending'),
  Type.Literal('healthy'),
  Type.Object({ unhealthy: Type.String() }),
]);
export type MachineHealth = Static<typeof MachineHealth>;

/** How a machine of a rollout was judged. Ours. */
export const Verdict = Type.Union([
  Type.Literal('pending'),
  Type.Literal('soaking'),
  Type.Literal('healthy'),
  Type.Literal('unhealthy'),
  Type.Literal('skipped'),
  Type.Literal('reverting'),
  Type.Literal('reverted'),
  Type.Literal('revert_failed'),
  Type.Literal('superseded'),
]);
export type Verdict = Static<typeof Verdict>;

/** A batch with what became of each machine. */
export const BatchDetail = Type.Object({
  batch_index: Count,
  machine_ids: Type.Array(Type.String()),
  status: BatchStatus,
  machine_health: Type.Record(Type.String(), MachineHealth),
  started_at: Nullable(Timestamp),
  completed_at: Nullable(Timestamp),
});
export type BatchDetail = Static<typeof BatchDetail>;

/** A row of a rollout's history; `detail` is compact JSON in a string. `message`, for people, is ours. */
export const RolloutEvent = Type.Object({
  id: Type.Integer(),
  rollout_id: Type.String(),
  event_type: Type.String(),
  detail: Type.String(),
  actor: Type.String(),
  created_at: Timestamp,
  message: Type.Optional(Type.String()),
});
export type RolloutEvent = Static<typeof RolloutEvent>;

/** A machine's part in a rollout. Ours. */
export const RolloutMachine = Type.Object({
  machine_id: Type.String(),
  batch_index: Count,
  verdict: Verdict,
  reason: Nullable(Type.String()),
  failure: Type.Optional(Nullable(Type.String({ description: 'Why it failed, also when it went back since.' }))),
  wanted: Type.String(),
  previous: Nullable(Type.String()),
  attempt: Type.Optional(Count),
  started_at: Nullable(Timestamp),
  settled_at: Nullable(Timestamp),
});
export type RolloutMachine = Static<typeof RolloutMachine>;

/** A rollout, whole. From `phase` on it is ours; what comes after `reason` is not in lists. */
export const RolloutDetail = Type.Object({
  id: Type.String(),
  status: RolloutStatus,
  strategy: Strategy,
  release_id: Type.String(),
  on_failure: OnFailure,
  failure_threshold: Type.String(),
  health_timeout: Count,
  batches: Type.Array(BatchDetail),
  created_at: Timestamp,
  updated_at: Timestamp,
  created_by: Type.String(),
  events: Type.Array(RolloutEvent),
  phase: Type.Optional(Nullable(RolloutPhase)),
  reason: Type.Optional(Nullable(Type.String())),
  target: Type.Optional(RolloutTarget),
  batch_sizes: Type.Optional(Type.Array(Type.String())),
  cache_url: Type.Optional(Nullable(Type.String())),
  soak_seconds: Type.Optional(Count),
  success_threshold: Type.Optional(Nullable(Type.String())),
  progress_deadline: Type.Optional(Nullable(Count)),
  seed: Type.Optional(Count),
  skipped: Type.Optional(Type.Array(SkippedMachine)),
  machines: Type.Optional(Type.Array(RolloutMachine)),
  last_seq: Type.Optional(Count),
});
export type RolloutDetail = Static<typeof RolloutDetail>;
