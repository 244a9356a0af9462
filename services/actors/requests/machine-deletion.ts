import { NotFound } from '../../../machines/errors.ts';
import type { Unit } from '../../store/unit.ts';
import { addressOf } from '../address.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/**
 * Deletes a machine: its rows, its actor and the mail to it. A rollout that has it goes on without it: its part is skipped. Its
 * reports and its parts in rollouts stay. An agent that goes on to report registers it anew, from nothing. Throws `NotFound`.
 */
export function deleteMachine(
  { unit, now, isUsable, send, bringMail, forget }: Turn<Unit>,
  { machineId, actor }: Requests['deleteMachine']['input'],
): void {
  const known = unit.machines.known(machineId);
  if (known === undefined) throw new NotFound(`there is no machine ${machineId}`);
  const address = addressOf('machine', machineId);
  // Who waits for its answers has them before it is gone, or gives it up when its time is over; another actor of this name begins to count its mail anew.
  bringMail('receiver', address);
  if (isUsable(address)) send(address, { type: 'remove' });
  bringMail('sender', address);
  forget(address);
  unit.machines.remove(machineId);
  unit.journal.audit({ actor, action: 'delete_machine', target: machineId, detail: `was ${known.lifecycle}` }, now);
}
