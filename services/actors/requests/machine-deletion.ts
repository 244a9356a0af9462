import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { Unit } from '../../store/unit.ts';
import { addressOf } from '../address.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/**
 * Deletes a machine that no rollout needs: its rows, its actor, and the mail from and to it. Its reports and its parts in
 * rollouts stay. An agent that goes on to report registers it anew, from nothing. Throws `NotFound`, `Conflict`.
 */
export function deleteMachine(
  { unit, now, forget }: Turn<Unit>,
  { machineId, actor }: Requests['deleteMachine']['input'],
): void {
  const known = unit.machines.known(machineId);
  if (known === undefined) throw new NotFound(`there is no machine ${machineId}`);
  refuseNeeded(unit, machineId);
  const address = addressOf('machine', machineId);
  forget(address);
  unit.mailbox.withdraw(address);
  unit.machines.remove(machineId);
  unit.journal.audit({ actor, action: 'delete_machine', target: machineId, detail: `was ${known.lifecycle}` }, now);
}

/** Or mail to the machine would bring it back, and the rollout would wait for an answer that nobody gives. */
function refuseNeeded({ machines, rollouts }: Unit, machineId: string): void {
  const id = machines.neededBy(machineId);
  if (id === undefined) return;
  const isReverting = rollouts.get(id)?.phase === 'reverting';
  const why = isReverting ? 'which takes back what it did; wait until it has' : 'which is active; cancel it first';
  throw new Conflict(`machine ${machineId} is in the rollout ${id}, ${why}`, { machineId, rollout: id });
}
