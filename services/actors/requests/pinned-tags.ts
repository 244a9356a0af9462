import { NotFound } from '../../../machines/errors.ts';
import type { MachineTags } from '../../../machines/model/machine-detail.ts';
import type { Unit } from '../../store/unit.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** Sets the tags that an operator pins to a machine, whatever its agent declares; none: pins nothing. Throws `NotFound`. */
export function pinTags(
  { unit, now }: Turn<Unit>,
  { machineId, tags, actor }: Requests['pinTags']['input'],
): MachineTags {
  const { machines, journal } = unit;
  if (machines.known(machineId) === undefined) throw new NotFound(`there is no machine ${machineId}`);
  machines.pinTags(machineId, tags);
  const pinned_tags = machines.tags(machineId, 'pinned');
  const declared_tags = machines.tags(machineId, 'declared');
  journal.audit({ actor, action: 'pin_tags', target: machineId, detail: JSON.stringify(pinned_tags) }, now);
  return { machine_id: machineId, declared_tags, pinned_tags, tags: machines.tags(machineId) };
}
