import type { BatchDetail, MachineHealth, RolloutDetail } from '../../machines/model/rollout.ts';
import { second } from './moment.ts';
import type { Paint } from './paint.ts';
import { printable } from '../../services/host/printable.ts';
import { details, table } from './table.ts';

/**
 * All that is known of a rollout: its settings, its batches, its machines with their reasons, its history. `sentences` say
 * of machines that are not settled what they wait for.
 */
export function rolloutLines(rollout: RolloutDetail, sentences: ReadonlyMap<string, string>, paint: Paint): string[] {
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
    ...gates(rollout),
    ['Created by', rollout.created_by],
    ['Created at', second(rollout.created_at)],
    ['Updated at', second(rollout.updated_at)],
  ]);
  const judged = judgements(rollout, sentences);
  const batches = rollout.batches.map((batch) => [
    String(batch.batch_index),
    batch.status,
    String(batch.machine_ids.length),
    `${healthyIn(batch)}/${batch.machine_ids.length}${soaking(rollout, batch)}`,
  ]);
  return [
    ...about,
    '',
    ...table(['batch', 'status', 'machines', 'healthy'], batches, paint),
    ...rollout.batches.flatMap((batch) => machineLines(judged, batch, paint)),
    ...timeline(rollout),
  ];
}

const healthyIn = ({ machine_health: health }: BatchDetail): number =>
  Object.values(health).filter((state) => state === 'healthy').length;

/** What v0.1.1 does not have, where it was asked for. */
const gates = ({ success_threshold, soak_seconds, progress_deadline, seed }: RolloutDetail) => [
  ...(success_threshold ? [['Must be healthy', success_threshold] as const] : []),
  ...(soak_seconds ? [['Soak time', `${soak_seconds}s`] as const] : []),
  ...(progress_deadline ? [['Deadline', `${progress_deadline}s`] as const] : []),
  ...(seed === undefined ? [] : [['Seed', String(seed)] as const]),
];

function soaking({ machines = [] }: RolloutDetail, { batch_index: batch }: BatchDetail): string {
  const count = machines.filter(({ batch_index, verdict }) => batch_index === batch && verdict === 'soaking').length;
  return count > 0 ? ` (${count} soaking)` : '';
}

interface Judgement {
  readonly word: string;
  readonly reason: string | null;
}

/** Our control plane's verdicts say more than the health that v0.1.1 has. */
const judgements = ({ machines = [] }: RolloutDetail, sentences: ReadonlyMap<string, string>): Map<string, Judgement> =>
  new Map(
    machines.map(({ machine_id: id, verdict, reason }) => [id, { word: verdict, reason: sentences.get(id) ?? reason }]),
  );

const machineLines = (judged: ReadonlyMap<string, Judgement>, batch: BatchDetail, paint: Paint): string[] =>
  batch.machine_ids.map((id) => {
    const { word, reason } = judged.get(id) ?? healthOf(batch.machine_health[id]);
    return `  ${printable(id)} → ${paint(word)}${reason ? `: ${printable(reason)}` : ''}`;
  });

function healthOf(health: MachineHealth | undefined): Judgement {
  if (health === undefined) return { word: 'unknown', reason: null };
  return typeof health === 'string' ? { word: health, reason: null } : { word: 'unhealthy', reason: health.unhealthy };
}

function timeline({ events }: RolloutDetail): string[] {
  if (events.length === 0) return [];
  const line = ({ created_at: at, event_type: type, actor }: RolloutDetail['events'][number]) =>
    `  ${second(at)}  ${printable(type).padEnd(20)} (${printable(actor)})`;
  return ['', 'Timeline:', ...events.map(line)];
}
