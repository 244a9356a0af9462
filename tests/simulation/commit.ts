import type { Receipt } from './receipts.ts';

/** A row of the control plane's events. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly rollout_id: string;
  readonly machine_id: string | null;
  readonly message: string;
  /** JSON. */
  readonly detail: string;
}

/** A row of the audit, reports aside. */
export interface AuditRow {
  readonly id: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: string | null;
}

/** The same, and in which commit it came. */
export interface Audited extends AuditRow {
  readonly commit: number;
}

/** What a machine should run. */
export interface DesiredRow {
  readonly machine_id: string;
  readonly hash: string;
  readonly assignment: string | null;
}

/** What became true at once. */
export interface Commit {
  readonly number: number;
  /** By the control plane's clock. */
  readonly now: number;
  readonly events: readonly EventRow[];
  readonly audit: readonly AuditRow[];
  /** Reports that were carried out. */
  readonly receipts: readonly Receipt[];
  /** Machines that should run something else from now on. */
  readonly changes: readonly {
    readonly machineId: string;
    readonly before: DesiredRow | undefined;
    readonly after: DesiredRow | undefined;
  }[];
}
