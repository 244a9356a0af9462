/**
 * What the package gives to others as `nixfleet/client`. Its names are a promise: they may grow, and change with a
 * major version. It loads no TypeBox and no WebSocket before a feed is followed.
 */
export { BadConfig, FleetError, HttpFailed, Unreachable } from '../../machines/errors.ts';
export type {
  ActorDetail,
  ActorFrame,
  ActorMail,
  ActorStatus,
  ActorSummary,
  ActorWait,
  Transition,
} from '../../machines/model/actor.ts';
export type { AuditEvent } from '../../machines/model/audit.ts';
export type {
  ArticleStanding,
  ArticleState,
  ControlStanding,
  EvidenceKey,
  EvidenceTaken,
  EvidenceTrust,
  FleetCompliance,
  FrameworkStanding,
  MachineCompliance,
  PinEvidenceKey,
  StatusCounts,
  StoredEvidence,
} from '../../machines/model/compliance.ts';
export type { Condition } from '../../machines/model/condition.ts';
export type { ControlEvidence, ControlStatus, Evidence, SignedEvidence } from '../../machines/model/evidence.ts';
export type { FeedFrame, FeedRow } from '../../machines/model/feed.ts';
export type { HealthCheckResult, HealthReport } from '../../machines/model/health.ts';
export type { ApiKey, Bootstrap, CreatedKey, CreateKey, NewKey, OwnKey, Role } from '../../machines/model/key.ts';
export type { SilentMachine } from '../../machines/model/live-machine.ts';
export type {
  AgentState,
  DesiredGeneration,
  Lifecycle,
  MachineStatus,
  RegisteredMachine,
  RegisterMachine,
  RetryAnswer,
} from '../../machines/model/machine.ts';
export type {
  AgentLogLine,
  KeptReport,
  MachineAssignment,
  MachineDetail,
  MachineReport,
  MachineTags,
  MeasuredHealth,
} from '../../machines/model/machine-detail.ts';
export type {
  CreatedRelease,
  CreateRelease,
  Release,
  ReleaseDiff,
  ReleaseEntry,
} from '../../machines/model/release.ts';
export type { Outcome, Report } from '../../machines/model/report.ts';
export type {
  BatchDetail,
  BatchStatus,
  BatchSummary,
  CreatedRollout,
  CreateRollout,
  MachineHealth,
  OnFailure,
  RolloutDetail,
  RolloutEvent,
  RolloutMachine,
  RolloutPhase,
  RolloutStatus,
  RolloutTarget,
  SkippedMachine,
  Strategy,
  Verdict,
} from '../../machines/model/rollout.ts';
export type { ChartArrow, ChartDrawing, ChartState, Statechart } from '../../machines/model/statechart.ts';
export type { Why } from '../../machines/model/why.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export type { CallOptions, Given, Item, ListName, ListPage, OnceOptions, Reply } from './client-call.ts';
export { followFeed, type FollowOptions } from './feed.ts';
export { followActor, type FollowActorOptions } from './follow-actor.ts';
export { all } from './pages.ts';
export type { ClientTls } from './trust.ts';
