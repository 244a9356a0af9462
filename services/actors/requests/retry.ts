import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { Desired } from '../../../machines/policy/part.ts';
import type { Unit } from '../../store/unit.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/**
 * Notes that somebody wants a machine to try again what is desired of it, and gives what that is. What has failed there
 * stays remembered: only evidence that the machine is well takes it back. Throws `NotFound`, `Conflict`.
 */
export function retry({ unit, now }: Turn<Unit>, { machineId, actor }: Requests['retry']['input']): Desired {
  if (unit.machines.known(machineId) === undefined) throw new NotFound(`there is no machine ${machineId}`);
  const desired = unit.machines.desired(machineId);
  if (desired === undefined)
    throw new Conflict(`nothing is desired of ${machineId}: there is nothing that it could try again`);
  unit.journal.audit({ actor, action: 'retry', target: machineId, detail: desired.path }, now);
  return desired;
}
