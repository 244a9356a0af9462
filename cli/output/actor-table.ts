import type { ActorSummary } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { activeWords } from './active-words.ts';
import { second } from './moment.ts';
import { cutting, table, type TableLook } from './table.ts';
import { widthOf } from './width.ts';

const CHARTS = ['chart', cutting('what it is')];
const ACTORS = ['address', 'status', cutting('state')];

/** Statecharts, a line each. */
export const chartTable = (charts: readonly Pick<Statechart, 'name' | 'description'>[], look: TableLook): string[] =>
  table(
    CHARTS,
    charts.map(({ name, description }) => [name, description]),
    look,
  );

/**
 * Actors, a line each, and how many they are; `limit`: how many were asked for. Their addresses can be copied: a narrow terminal
 * rather does without the time of the last step.
 */
export function actorTable(actors: readonly ActorSummary[], limit: number, look: TableLook): string[] {
  if (actors.length === 0) return ['No actors.'];
  const rows = actors.map(({ address, status, active, last_transition_at: at }) => [
    address,
    status,
    activeWords(active) || 'unreadable',
    at === null ? '-' : second(at),
  ]);
  const count =
    actors.length < limit
      ? `${actors.length} actor(s)`
      : `the first ${limit} actor(s) by address; --limit shows more, --kind, --status and --search fewer`;
  const whole = table([...ACTORS, 'last step'], rows, { ...look, width: null });
  // Cells that are left over are not shown.
  const shown = !look.width || widthOf(whole[0] ?? '') <= look.width ? whole : table(ACTORS, rows, look);
  return [...shown, '', count];
}
