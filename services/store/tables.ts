import type { Generated } from 'kysely';
import type { Lifecycle } from '../../machines/model/machine.ts';
import type { Role } from '../../machines/model/key.ts';
import type {
  BatchStatus,
  OnFailure,
  RolloutPhase,
  RolloutStatus,
  Strategy,
  Verdict,
} from '../../machines/model/rollout.ts';
import type { ActorTables } from './actor-tables.ts';
import type { EvidenceTables } from './evidence-tables.ts';
import type { MachineChangeRow } from './machine-change-row.ts';

/*
 * The control plane's tables. Times are ms since the epoch, booleans 0 or 1, lists JSON text.
 * Names and the columns that operators reach for with `sqlite3` are v0.1.1's.
 */

/** One managed machine: what was last heard of it, and the state of its chart. */
export interface MachineRow {
  machine_id: string;
  lifecycle: Generated<Lifecycle>;
  deployment: Generated<string>;
  registered_at: Generated<number>;
  current_generation: string | null;
  last_seen: number | null;
  health_status: Generated<string>;
  /** All probes of the newest health block passed; null: none was sent yet. */
  health_passed: number | null;
  agent_version: Generated<string>;
  uptime_seconds: Generated<number>;
  /** The agent's own clock, as it wrote it. */
  last_report: string | null;
  boot_id: string | null;
  /** The agent's declared tags as it last sent them, to see a change without a join. */
  declared_tags: Generated<string>;
  /** The assignment that still waits for its verdict; while it is set every report is a fact. */
  open_assignment: string | null;
  /** One of the agent's seven states, from its link; null: it has none. */
  agent_state: string | null;
  agent_state_since: number | null;
  /** Names the agent's database; with `report_seq` it tells a report that came twice. */
  report_epoch: string | null;
  /** The highest `seq` that was taken of that epoch. */
  report_seq: number | null;
  /** JSON, as the newest report that had one said it; null: none has. */
  condition: string | null;
}

/** A tag of a machine: declared by registration or agent, or pinned by an operator. */
export interface MachineTagRow {
  machine_id: string;
  tag: string;
  source: Generated<'declared' | 'pinned'>;
}

/** What a machine should run. */
export interface GenerationRow {
  id: Generated<number>;
  machine_id: string;
  hash: string;
  cache_url: string | null;
  assignment: string | null;
  set_at: Generated<number>;
}

/** A report as it came. Its id comes from the counter that `audit_entries` shares. */
export interface ReportRow {
  id: number;
  machine_id: string;
  generation: string;
  success: number;
  message: string | null;
  received_at: number;
  assignment: string | null;
  outcome: string | null;
  /** Its row of `health_reports`, which goes sooner; null: it came without a health block. */
  health_id: number | null;
}

/** The health block of a report, tied to the path it was measured on. */
export interface HealthReportRow {
  id: Generated<number>;
  machine_id: string;
  generation: string;
  results: string;
  all_passed: number;
  received_at: number;
}

/** An API key; only its SHA-256 is kept. */
export interface ApiKeyRow {
  id: Generated<number>;
  key_hash: string;
  name: string;
  role: Generated<Role>;
  created_at: Generated<string>;
  /** ms since the epoch; null: never. */
  expires_at: number | null;
  /** Within a minute; null: never. */
  last_used_at: number | null;
  /** Null: inserted by hand. */
  created_by: string | null;
}

/** Who did what; reports are joined to these by the view `audit_events`. */
export interface AuditEntryRow {
  id: number;
  at: number;
  actor: string;
  action: string;
  target: string;
  detail: string | null;
}

/** An audit entry or a report, as the view `audit_events` shows both. */
export interface AuditEventRow {
  id: number;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  timestamp: string;
  actor: string;
  action: string;
  target: string;
  detail: string | null;
  /** ms since the epoch. */
  at: number;
}

/** An immutable release. */
export interface ReleaseRow {
  id: string;
  flake_ref: string | null;
  flake_rev: string | null;
  cache_url: string | null;
  host_count: number;
  created_at: number;
  created_by: string;
}

/** One host of a release. */
export interface ReleaseEntryRow {
  release_id: string;
  hostname: string;
  store_path: string;
  platform: string;
  tags: Generated<string>;
}

/** A rollout: its order, and the state of its chart. */
export interface RolloutRow {
  id: string;
  release_id: string;
  cache_url: string | null;
  strategy: Strategy;
  batch_sizes: string;
  failure_threshold: string;
  on_failure: OnFailure;
  health_timeout: number;
  status: RolloutStatus;
  phase: RolloutPhase | null;
  reason: string | null;
  target_tags: string | null;
  target_hosts: string | null;
  /** Of the random order of its machines. */
  seed: number;
  soak_seconds: number;
  success_threshold: string | null;
  /** Seconds. */
  progress_deadline: number | null;
  created_at: number;
  updated_at: number;
  created_by: string;
}

/** A batch: its order, and the state of its chart. */
export interface RolloutBatchRow {
  id: string;
  rollout_id: string;
  batch_index: number;
  size: number;
  status: BatchStatus;
  started_at: number | null;
  completed_at: number | null;
  /** When the machines that have proved nothing are given up. */
  deadline: number | null;
  /** Counts its tries; 0: none yet. */
  attempt: Generated<number>;
}

/** A machine's part in a rollout, whole: what it should run, ran before, and how it was judged. */
export interface RolloutMachineRow {
  rollout_id: string;
  machine_id: string;
  batch_index: number;
  position: number;
  wanted: string;
  previous: string | null;
  attempt: Generated<number>;
  verdict: Generated<Verdict>;
  reason: string | null;
  started_at: number | null;
  settled_at: number | null;
  /** When it answered the order to go back. */
  reverted_at: number | null;
  /** Why it failed, whatever became of it since; null: it has not, in its last try. */
  failure: string | null;
}

/** A machine that was targeted and takes no part. */
export interface RolloutSkippedRow {
  rollout_id: string;
  machine_id: string;
  reason: string;
}

/** A path that has failed on a machine, by evidence: the loop guard. */
export interface FailedPathRow {
  machine_id: string;
  path: string;
  rollout_id: string;
  reason: string;
  at: number;
}

/** A machine is in at most one active rollout: the primary key says so. */
export interface ClaimRow {
  machine_id: string;
  rollout_id: string;
}

/** What happened, in order; what viewers follow. */
export interface EventRow {
  seq: Generated<number>;
  at: number;
  type: string;
  rollout_id: string | null;
  machine_id: string | null;
  actor: string;
  message: string;
  detail: string;
}

/** A line of what an agent's commands printed, from its link. */
export interface AgentLogRow {
  id: Generated<number>;
  machine_id: string;
  /** Which attempt of the agent; its own name for it. */
  attempt: string;
  /** Counts the lines of an attempt from 0. */
  n: number;
  line: string;
  received_at: number;
}

/** The answer that a request with an `Idempotency-Key` was given. */
export interface AnswerRow {
  actor: string;
  idempotency_key: string;
  request: string;
  /** SHA-256 of the input: the same key with another input is a mistake. */
  fingerprint: string;
  /** JSON. */
  answer: string;
  at: number;
}

/** A fact about the installation itself. */
export interface SettingRow {
  name: string;
  value: string;
}

/** All tables by name. */
export interface Tables extends ActorTables, EvidenceTables {
  machines: MachineRow;
  machine_changes: MachineChangeRow;
  machine_tags: MachineTagRow;
  generations: GenerationRow;
  reports: ReportRow;
  health_reports: HealthReportRow;
  api_keys: ApiKeyRow;
  audit_entries: AuditEntryRow;
  audit_events: AuditEventRow;
  releases: ReleaseRow;
  release_entries: ReleaseEntryRow;
  rollouts: RolloutRow;
  rollout_batches: RolloutBatchRow;
  rollout_machines: RolloutMachineRow;
  rollout_skipped: RolloutSkippedRow;
  claims: ClaimRow;
  failed_paths: FailedPathRow;
  events: EventRow;
  agent_logs: AgentLogRow;
  answers: AnswerRow;
  settings: SettingRow;
}
