import { audited, type FleetEmission, happened } from '../emissions.ts';
import { counted } from './counted.ts';
import { whyPaused } from './pause-reason.ts';

/** A rollout's change of status, as v0.1.1 words it (specification 5.8): `from`, `to` and what else in `detail`. */
export interface StatusChange {
  readonly rollout: string;
  readonly from: string;
  readonly to: string;
  readonly message: string;
  readonly actor?: string;
  /** The audit's word; absent: the request that caused it is audited by who took it. */
  readonly action?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The event and the audit entry of a change of status. */
export function statusChanged({ rollout, from, to, message, actor, action, detail }: StatusChange): FleetEmission[] {
  const by = actor === undefined ? {} : { actor };
  const event = happened({
    name: 'status_change',
    rolloutId: rollout,
    message,
    detail: { from, to, ...detail },
    ...by,
  });
  return action === undefined ? [event] : [event, audited({ action, target: rollout, detail: message, ...by })];
}

/** Why a rollout stops, as v0.1.1 words it, or with a cause that v0.1.1 does not have. */
export type Cause = 'batch failure' | 'progress deadline' | 'operator';

/** It stops until an operator decides. */
export const paused = (rollout: string, cause: Cause, { reason, by }: Pause): FleetEmission[] =>
  statusChanged({
    rollout,
    from: 'running',
    to: 'paused',
    message: `the rollout is ${whyPaused(reason)}`,
    detail: { reason: cause },
    ...(by === undefined ? { action: 'rollout.paused' } : { actor: by }),
  });

/** Why, and the operator who asked for it, if one did. */
export interface Pause {
  readonly reason: string | null;
  readonly by: string | undefined;
}

/** It takes back what it did, on `machines` machines. */
export const revertStarted = (rollout: string, cause: Cause, said: Revert): FleetEmission[] => [
  ...statusChanged({
    rollout,
    from: 'running',
    to: 'failed',
    message: `the rollout has failed and takes back what it did: ${said.reason}`,
    action: 'rollout.failed',
    detail: { reason: `${cause} + revert` },
  }),
  happened({
    name: 'revert_started',
    rolloutId: rollout,
    message: `taking back what it did on ${counted(said.machines, 'machine')}`,
    detail: { machines: said.machines },
  }),
];

/** What there is to take back, and why. */
export interface Revert {
  readonly machines: number;
  readonly reason: string | null;
}

/** One batch's machines are told to go back. */
export const revertStep = (rollout: string, index: number, machines: number): FleetEmission =>
  happened({
    name: 'revert_batch_started',
    rolloutId: rollout,
    message: `batch ${index + 1} goes back: ${counted(machines, 'machine')}`,
    detail: { batch_index: index, machines },
  });

/** What came of taking it back; `stopped` says why it did not go on to the end. */
export interface Reverted {
  readonly phase: string | null;
  readonly reverted: number;
  readonly machines: number;
  readonly stopped?: { readonly why: string; readonly actor?: string };
}

/** Nobody goes back any more. */
export function revertEnded(rollout: string, { phase, reverted, machines, stopped }: Reverted): FleetEmission[] {
  const done = happened({
    name: 'revert_completed',
    rolloutId: rollout,
    message: `${reverted} of ${counted(machines, 'machine')} back, or with nothing to take back`,
    detail: { phase, reverted, machines },
  });
  if (stopped === undefined) return [done];
  const by = stopped.actor === undefined ? {} : { actor: stopped.actor };
  const message = `taking back was stopped: ${stopped.why}; batches that were not reached keep what they run`;
  return [
    happened({ name: 'revert_stopped', rolloutId: rollout, message, detail: { reason: stopped.why }, ...by }),
    done,
  ];
}
