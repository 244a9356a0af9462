import type { MachineStatus } from '../../machines/model/machine.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import { planned, type PlannedRollout } from '../../machines/policy/rollout-plan.ts';
import type { Candidate, Named } from '../../machines/policy/targets.ts';
import type { RolloutSettings } from '../rollout/rollout-settings.ts';
import { rolloutTarget, type Selection } from '../rollout/rollout-target.ts';

/** Hosts that are no release yet, and who of them is meant. */
export interface Unregistered {
  readonly entries: readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[];
  readonly selection: Selection;
  readonly settings: RolloutSettings;
  readonly machines: readonly Pick<MachineStatus, 'machine_id' | 'lifecycle' | 'tags'>[];
}

/**
 * A rollout of what is not registered, as it would be planned now; who comes in which batch is drawn when it is created, and
 * only the control plane knows on which machines the same has failed before. Throws `BadInput` when nobody can take part.
 */
export function unregisteredRollout({ entries, selection, settings, machines }: Unregistered): PlannedRollout {
  const paths = new Map(entries.map(({ hostname, store_path: path }) => [hostname, path]));
  const lifecycles = new Map(machines.map(({ machine_id: id, lifecycle }) => [id, lifecycle]));
  const tagged = machines.filter(({ tags }) => selection.tags?.every((tag) => tags.includes(tag)));
  const ids = tagged.map(({ machine_id: id }) => id);
  const { target } = rolloutTarget(selection, [...paths.keys()], ids);
  const meant = 'hosts' in target ? target.hosts : ids;
  const candidates = meant.map((machineId): Candidate => ({ machineId, lifecycle: lifecycles.get(machineId) ?? null }));
  const named: Named = { candidates, unmatched: [] };
  const body = {
    release_id: '(not registered)',
    target,
    strategy: settings.strategy,
    batch_sizes: settings.batchSizes,
    failure_threshold: settings.failureThreshold,
    success_threshold: settings.successThreshold,
    on_failure: settings.onFailure,
  };
  return planned(body, { named, paths, failed: new Map(), seed: settings.seed ?? 0 });
}
