import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { RegisteredMachine } from '../../../machines/model/machine.ts';
import { keptHealth } from '../../../machines/policy/kept-health.ts';
import { canMove, lifecycleIn } from '../../../machines/policy/lifecycle.ts';
import { factsIn } from '../../../machines/policy/report.ts';
import { wasTaken } from '../../../machines/policy/report-order.ts';
import type { KnownRow } from '../../store/write/machines.ts';
import type { Unit } from '../../store/unit.ts';
import { addressOf } from '../address.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** Stores a report, once however often it comes; only what is new in it goes to the machine's actor. */
export function report(
  { unit, now, send }: Turn<Unit>,
  { machineId, report: given }: Requests['report']['input'],
): void {
  const { machines, reports, journal } = unit;
  const known = machines.known(machineId);
  if (known && wasTaken(given, { epoch: known.report_epoch, seq: known.report_seq })) return;
  const said = given.health == null ? given : { ...given, health: keptHealth(given.health) };
  if (known === undefined) machines.add(machineId, 'active', now);
  const facts = factsIn(said, knownOf(unit, machineId, known));
  reports.add(journal.nextEntryId(), machineId, said, now);
  machines.heard(machineId, said, now);
  if (said.tags.length > 0 && JSON.stringify(said.tags) !== known?.declared_tags)
    machines.declareTags(machineId, said.tags);
  for (const fact of facts) send(addressOf('machine', machineId), fact);
}

function knownOf({ machines }: Unit, machineId: string, known: KnownRow | undefined): Parameters<typeof factsIn>[1] {
  const wanted = known?.open_assignment == null ? undefined : machines.desired(machineId)?.path;
  return {
    lifecycle: known?.lifecycle ?? 'active',
    running: known?.current_generation ?? null,
    healthy: known?.health_passed == null ? null : known.health_passed === 1,
    open:
      known?.open_assignment == null || wanted === undefined
        ? undefined
        : { assignment: known.open_assignment, wanted },
  };
}

/** Registers a machine, or sets the declared tags of one that is known. Throws `BadInput`, `Conflict`. */
export function register(
  { unit, now, send }: Turn<Unit>,
  { machineId, tags, actor, ...asked }: Requests['register']['input'],
): RegisteredMachine {
  const lifecycle = lifecycleIn(asked.lifecycle);
  const { machines, journal } = unit;
  const known = machines.known(machineId);
  if (known?.lifecycle === 'decommissioned') {
    throw new Conflict(`${machineId} is decommissioned; delete it before it is registered again under this id`);
  }
  if (known === undefined) machines.add(machineId, lifecycle, now);
  else if (known.lifecycle !== lifecycle) {
    if (!canMove(known.lifecycle, lifecycle))
      throw new Conflict(`${machineId} cannot go from ${known.lifecycle} to ${lifecycle}`);
    send(addressOf('machine', machineId), { type: MOVES[lifecycle] });
  }
  if (tags.length > 0) machines.declareTags(machineId, tags);
  const became = machines.known(machineId)?.lifecycle ?? lifecycle;
  journal.audit({ actor, action: 'register', target: machineId, detail: became }, now);
  return { machine_id: machineId, lifecycle: became };
}

/** Moves a machine to another state of its life. Throws `BadInput`, `NotFound`, `Conflict`. */
export function updateLifecycle(
  { unit, now, send }: Turn<Unit>,
  { machineId, actor, ...asked }: Requests['updateLifecycle']['input'],
): void {
  const lifecycle = lifecycleIn(asked.lifecycle);
  const from = unit.machines.known(machineId)?.lifecycle;
  if (from === undefined) throw new NotFound(`there is no machine ${machineId}`);
  if (!canMove(from, lifecycle)) throw new Conflict(`${machineId} cannot go from ${from} to ${lifecycle}`);
  send(addressOf('machine', machineId), { type: MOVES[lifecycle] });
  unit.journal.audit({ actor, action: 'update_lifecycle', target: machineId, detail: `${from} -> ${lifecycle}` }, now);
}

const MOVES = {
  pending: 'reset',
  provisioning: 'provision',
  active: 'activate',
  maintenance: 'maintain',
  decommissioned: 'decommission',
} as const;

/** Sets what a machine should run, after a deploy outside of a rollout. */
export function notifyDeploy(
  { unit, now, send }: Turn<Unit>,
  { machineId, path, actor }: Requests['notifyDeploy']['input'],
): void {
  send(addressOf('machine', machineId), { type: 'desire', path, actor });
  unit.journal.audit({ actor, action: 'notify_deploy', target: machineId, detail: path }, now);
}

/** Forgets what a machine should run, and what has failed on it. Throws `NotFound`. */
export function clearDesired(
  { unit, now, send }: Turn<Unit>,
  { machineId, actor }: Requests['clearDesired']['input'],
): void {
  if (unit.machines.known(machineId) === undefined) throw new NotFound(`there is no machine ${machineId}`);
  send(addressOf('machine', machineId), { type: 'clear_desired' });
  unit.failedPaths.forgetAll(machineId);
  unit.journal.audit({ actor, action: 'clear_desired', target: machineId, detail: null }, now);
}
