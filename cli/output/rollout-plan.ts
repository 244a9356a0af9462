import { batchSizes, planBatches } from '../../machines/policy/batches.ts';
import { counted } from '../../machines/policy/counted.ts';
import { listed } from '../../machines/policy/listed.ts';
import type { RolloutSettings } from '../rollout-settings.ts';

/** What a rollout would do. The control plane draws lots for who is in which batch, so only sizes are told. */
export function planLines(releaseId: string, machines: readonly string[], settings: RolloutSettings): string[] {
  const { strategy, failureThreshold, onFailure, healthTimeoutSeconds } = settings;
  const batches = planBatches(machines, batchSizes(strategy, settings.batchSizes));
  return [
    `Release ${releaseId} would go to ${counted(machines.length, 'machine')}: ${listed(machines)}`,
    `Strategy ${strategy.replaceAll('_', '-')}: ${batches.map(({ length }, index) => `batch ${index + 1} of ${length}`).join(', ')}`,
    `Each batch may have ${failureThreshold} unhealthy and waits ${healthTimeoutSeconds} s for health; on failure: ${onFailure}`,
    'Dry run: no rollout was created.',
  ];
}
