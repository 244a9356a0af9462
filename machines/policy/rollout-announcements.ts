import { audited, type FleetEmission, happened } from '../emissions.ts';

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
