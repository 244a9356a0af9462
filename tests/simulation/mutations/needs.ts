import { itemsOf, type Malady, type Order, type Plan, type PlaneFault, type PlannedRollout } from '../plan.ts';

/*
 * What a life must have in store for a mutation to matter. Lives that have not are not lived: they would only cost time.
 */

/** Something goes wrong with the control plane in this way; by default whenever it is. */
export const strikes = (
  plan: Plan,
  isIt: (does: PlaneFault, at: number) => boolean,
  when: (at: number) => boolean = () => true,
): boolean => itemsOf(plan, 'plane fault').some(({ does, at }) => when(at) && isIt(does, at));

/** The control plane's disk is full at times. */
export const diskFills = (plan: Plan): boolean => strikes(plan, ({ what }) => what === 'full disk');

/** Its process ends. */
export const ends = ({ what }: PlaneFault): boolean => what === 'crash' || what === 'restart';

/** A rollout is as said. */
export const someRollout = (plan: Plan, isIt: (rollout: PlannedRollout) => boolean): boolean =>
  itemsOf(plan, 'rollout').some(isIt);

/** So long after a rollout was made. */
export const since =
  ({ at: start }: PlannedRollout, ms: number) =>
  (at: number) =>
    start <= at && at < start + ms;

/** One of a rollout's machines fails in it; `kinds`: only in these ways. */
export const fails = (plan: Plan, rollout: PlannedRollout, kinds?: readonly Malady['what'][]): boolean =>
  itemsOf(plan, 'malady').some(
    ({ machine, release, what }) =>
      release === rollout.release && isTarget(plan, rollout, machine) && (kinds === undefined || kinds.includes(what)),
  );

/** Somebody gives an order about one of a rollout's machines while it may be at it. */
export const isDisturbed = (plan: Plan, rollout: PlannedRollout, what: Order['does']['what']): boolean =>
  itemsOf(plan, 'order').some(
    ({ does, at, machine }) => does.what === what && since(rollout, 40_000)(at) && isTarget(plan, rollout, machine),
  );

/** Somebody resumes a rollout when it is paused, and does not wait for long. */
export const isResumed = (plan: Plan, { id, body }: PlannedRollout, withinMs = 30_000): boolean =>
  body.on_failure === 'pause' &&
  itemsOf(plan, 'reaction').some(({ of, what, after }) => of === id && what === 'resumeRollout' && after < withinMs);

/** Somebody pauses a rollout of some batches while it runs. */
export const isPaused = (plan: Plan, { id, body }: PlannedRollout, withinMs = 60_000): boolean =>
  body.strategy !== 'all_at_once' &&
  itemsOf(plan, 'reaction').some(({ of, what, after }) => of === id && what === 'pauseRollout' && after < withinMs);

function isTarget(plan: Plan, { body: { target } }: PlannedRollout, machineId: string): boolean {
  const machine = itemsOf(plan, 'machine').find(({ id }) => id === machineId);
  if (machine === undefined) return false;
  if ('tags' in target) return target.tags.includes(machine.tag);
  return target.hosts.some(
    (host) => host === machineId || (host.endsWith('*') && machineId.startsWith(host.slice(0, -1))),
  );
}
