import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { Unit } from '../../store/unit.ts';
import type { JournalEvent } from '../../store/write/journal.ts';
import { addressOf } from '../address.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';

/**
 * Deletes a rollout that has ended, or whose state cannot be used, so that it would never end and hold its machines for ever:
 * its rows, its actors, and the mail from and to them. What is left is the audit, and an event of no rollout that tells
 * viewers. Throws `NotFound`, `Conflict`.
 */
export function deleteRollout(turn: Turn<Unit>, { id, actor }: Requests['deleteRollout']['input']): void {
  const { unit, now, isUsable, send, forget } = turn;
  refuseUnended(turn, id);
  // Or a late report would be mailed to a batch that is no more.
  const waited = unit.rollouts.waitedFor(id).map((machineId) => addressOf('machine', machineId));
  for (const machine of waited.filter(isUsable)) send(machine, { type: 'stand_down', rollout: id });
  const batches = unit.rollouts.batchSizes(id).map((_, index) => addressOf('batch', `${id}:${index}`));
  for (const address of [addressOf('rollout', id), ...batches]) {
    forget(address);
    unit.mailbox.withdraw(address);
  }
  unit.rollouts.remove(id);
  unit.journal.audit({ actor, action: 'rollout.deleted', target: id, detail: null }, now);
  unit.journal.event(deletedEvent(id, actor), now);
}

function refuseUnended({ unit: { rollouts }, isUsable }: Turn<Unit>, id: string): void {
  const row = rollouts.get(id);
  if (row === undefined) throw new NotFound(`there is no rollout ${id}`);
  if (!isUsable(addressOf('rollout', id))) return;
  if (row.phase === 'reverting')
    throw new Conflict(`rollout ${id} is taking back what it did; wait until it has, or cancel it`);
  if (hasEnded(row)) return;
  throw new Conflict(`rollout ${id} is ${row.status}; cancel it first, only one that has ended can be deleted`);
}

const deletedEvent = (id: string, actor: string): JournalEvent => ({
  type: 'event',
  name: 'rollout_deleted',
  rolloutId: null,
  actor,
  message: `rollout ${id} was deleted`,
  detail: { rollout_id: id },
});
