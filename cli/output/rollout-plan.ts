import type { RolloutPlan, SkippedMachine } from '../../machines/model/rollout.ts';
import { batchSizes, planBatches } from '../../machines/policy/batches.ts';
import { counted } from '../../machines/policy/counted.ts';
import { groupedBy } from '../../machines/policy/grouped.ts';
import { listed } from '../../machines/policy/listed.ts';
import type { RolloutSettings } from '../rollout/rollout-settings.ts';
import { strategyWord } from '../rollout/rollout-words.ts';
import { printable } from '../../services/host/printable.ts';

const SHOWN = 10;

/** What a rollout will do, as the control plane plans it: its batches, who is left out and why, what stands in its way. */
export function planLines(plan: RolloutPlan, settings: RolloutSettings): string[] {
  const { release_id: release, total_machines: total, strategy, seed } = plan;
  const size = `${counted(total, 'machine')} in ${counted(plan.batches.length, 'batch', 'batches')}`;
  return [
    `Plan: release ${release} to ${size} (${strategyWord(strategy)}, seed ${seed})`,
    ...batchLines(plan.batches),
    gates(settings),
    ...plan.warnings.map((warning) => `Note: ${printable(warning)}`),
    ...skippedLines(plan.skipped),
    ...inTheWay(plan, settings.supersede),
  ];
}

/** Batches with their machines; of many only the first. */
export function batchLines(batches: RolloutPlan['batches']): string[] {
  const lines = batches.map(
    ({ batch_index: index, machine_ids: ids }) => `  batch ${index + 1}: ${listed(ids.map(printable))}`,
  );
  return shortened(lines, (more) => `  and ${counted(more, 'more batch', 'more batches')}`);
}

/** What a control plane without plans would do. It draws lots for who is in which batch, so only sizes are told. */
export function localPlanLines(releaseId: string, machines: readonly string[], settings: RolloutSettings): string[] {
  const { strategy } = settings;
  const batches = planBatches(machines, batchSizes(strategy, settings.batchSizes));
  return [
    `Release ${releaseId} would go to ${counted(machines.length, 'machine')}: ${listed(machines.map(printable))}`,
    `Strategy ${strategyWord(strategy)}: ${batches.map(({ length }, index) => `batch ${index + 1} of ${length}`).join(', ')}`,
    gates(settings),
  ];
}

function gates(settings: RolloutSettings): string {
  const { failureThreshold, successThreshold, healthTimeoutSeconds, soakSeconds, progressDeadlineSeconds } = settings;
  return [
    `Each batch may have ${failureThreshold} unhealthy`,
    ...(successThreshold === null ? [] : [`, needs ${successThreshold} healthy`]),
    ` and waits ${healthTimeoutSeconds} s for health`,
    ...(soakSeconds > 0 ? [`, which has to last for ${soakSeconds} s`] : []),
    ...(progressDeadlineSeconds === null ? [] : [`; all of it may take ${progressDeadlineSeconds} s`]),
    `; on failure: ${settings.onFailure}`,
  ].join('');
}

/** Who takes no part, and why. */
export function skippedLines(skipped: readonly SkippedMachine[]): string[] {
  const byReason = groupedBy(skipped, ({ reason }) => reason);
  const lines = [...byReason].map(
    ([reason, machines]) =>
      `  – ${listed(machines.map((machine) => printable(machine.machine_id)))}: ${printable(reason)}`,
  );
  return shortened(lines, (more) => `  – others for ${counted(more, 'more reason')}`);
}

function inTheWay({ conflicts }: RolloutPlan, supersede: boolean): string[] {
  const byRollout = groupedBy(conflicts, ({ rollout_id: id }) => id);
  const lines = [...byRollout].map(([id, held]) => {
    const machines = listed(held.map(({ machine_id: machine }) => printable(machine)));
    return supersede
      ? `Rollout ${printable(id)} will be cancelled: it has ${machines}`
      : `✖ In the way is rollout ${printable(id)}: it has ${machines}`;
  });
  return shortened(lines, (more) => `and ${counted(more, 'more rollout')}`);
}

function shortened(lines: readonly string[], rest: (more: number) => string): string[] {
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), rest(more)] : [...lines];
}
