import type { BatchDetail, MachineHealth, RolloutDetail } from '../../machines/model/rollout.ts';
import { second } from './moment.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { details, table } from './table.ts';

/** All that is known of a rollout: its settings, its batches, its machines with their reasons, its history. */
export function rolloutLines(rollout: RolloutDetail, paint: Paint): string[] {
  const { status, phase, reason } = rollout;
  const about = details([
    ['Rollout', rollout.id],
    ['Status', paint(status) + (phase ? ` (${paint(phase)})` : '')],
    ...(reason ? [['Reason', printable(reason)] as const] : []),
    ['Strategy', rollout.strategy],
    ['Release', rollout.release_id],
    ['On failure', rollout.on_failure],
    ['Fail threshold', rollout.failure_threshold],
    ['Health timeout', `${rollout.health_timeout}s`],
    ['Created by', rollout.created_by],
    ['Created at', second(rollout.created_at)],
    ['Updated at', second(rollout.updated_at)],
  ]);
  const batches = rollout.batches.map((batch) => [
    String(batch.batch_index),
    batch.status,
    String(batch.machine_ids.length),
    `${healthyIn(batch)}/${batch.machine_ids.length}`,
  ]);
  return [
    ...about,
    '',
    ...table(['batch', 'status', 'machines', 'healthy'], batches, paint),
    ...rollout.batches.flatMap((batch) => machineLines(rollout, batch, paint)),
    ...timeline(rollout),
  ];
}

const healthyIn = ({ machine_health: health }: BatchDetail): number =>
  Object.values(health).filter((state) => state === 'healthy').length;

/** Our control plane's verdicts say more than the health that v0.1.1 has. */
function machineLines({ machines }: RolloutDetail, batch: BatchDetail, paint: Paint): string[] {
  return batch.machine_ids.map((id) => {
    const part = machines?.find((machine) => machine.machine_id === id);
    const told = part ? { word: part.verdict, reason: part.reason } : healthOf(batch.machine_health[id]);
    return `  ${printable(id)} → ${paint(told.word)}${told.reason ? `: ${printable(told.reason)}` : ''}`;
  });
}

function healthOf(health: MachineHealth | undefined): { word: string; reason: string | null } {
  if (health === undefined) return { word: 'unknown', reason: null };
  return typeof health === 'string' ? { word: health, reason: null } : { word: 'unhealthy', reason: health.unhealthy };
}

function timeline({ events }: RolloutDetail): string[] {
  if (events.length === 0) return [];
  const line = ({ created_at: at, event_type: type, actor }: RolloutDetail['events'][number]) =>
    `  ${second(at)}  ${printable(type).padEnd(20)} (${printable(actor)})`;
  return ['', 'Timeline:', ...events.map(line)];
}
