import type { Verdict } from './model/rollout.ts';

/*
 * What the control plane's charts emit. Together with the new snapshot these are the unit of work
 * that the shard commits: nothing of it happens unless all of it does.
 */

/** Mail: to one actor (`batch:r-1:0`), or to a list that the store fans out (`batch-members:r-1:0`). */
export interface TellEmission {
  readonly type: 'tell';
  readonly to: `${string}:${string}`;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
}

/** Takes back mail: events of one type that `from` told and nobody has taken yet. */
export interface RecallEmission {
  readonly type: 'recall';
  readonly from: `${string}:${string}`;
  readonly event: string;
}

/** A row of `events`: `name` for machines, `message` for people, `detail` in v0.1.1's key order. */
export interface EventEmission {
  readonly type: 'event';
  readonly name: string;
  readonly rolloutId: string;
  readonly machineId?: string;
  readonly actor: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A row of the audit. */
export interface AuditEmission {
  readonly type: 'audit';
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: string | null;
}

/** A machine took its part in a rollout: from now on it should run the rollout's path. */
export interface AssignedEmission {
  readonly type: 'assigned';
  readonly rolloutId: string;
  readonly machineId: string;
  readonly attempt: number;
  /** What it ran before; captured once, never overwritten. */
  readonly previous: string | null;
}

/** A machine's part in a rollout was judged. */
export interface JudgedEmission {
  readonly type: 'judged';
  readonly rolloutId: string;
  readonly machineId: string;
  readonly attempt: number;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** It is the answer to the order to go back. */
  readonly isBack: boolean;
}

/** A path has failed on a machine, and the evidence says so: it is not sent there again unless somebody asks for it. */
export interface PathFailedEmission {
  readonly type: 'path_failed';
  readonly machineId: string;
  readonly path: string;
  readonly rolloutId: string;
  readonly reason: string;
}

/** A machine is healthy on a path, whatever happened there before. */
export interface PathProvedEmission {
  readonly type: 'path_proved';
  readonly machineId: string;
  readonly path: string;
}

/** All of them. */
export type FleetEmission =
  | TellEmission
  | RecallEmission
  | EventEmission
  | AuditEmission
  | AssignedEmission
  | JudgedEmission
  | PathFailedEmission
  | PathProvedEmission;

/** Mail to an actor or a list. */
export const tell = (to: TellEmission['to'], event: TellEmission['event']): TellEmission => ({
  type: 'tell',
  to,
  event,
});

/** Takes back what `from` told and nobody has taken yet. */
export const recall = (from: RecallEmission['from'], event: string): RecallEmission => ({
  type: 'recall',
  from,
  event,
});

/** Something that happened in a rollout, by the control plane itself unless `actor` says who. */
export const happened = (event: Omit<EventEmission, 'type' | 'actor'> & { actor?: string }): EventEmission => ({
  type: 'event',
  actor: 'executor',
  ...event,
});

/** An entry of the audit, by the control plane itself unless `actor` says who. */
export const audited = (entry: Omit<AuditEmission, 'type' | 'actor'> & { actor?: string }): AuditEmission => ({
  type: 'audit',
  actor: 'executor',
  ...entry,
});
