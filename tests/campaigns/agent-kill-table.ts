import { groupedBy } from '../../machines/policy/grouped.ts';
import type { Ending } from './agent-kill-campaign.ts';

const ENDS = ['wanted', 'previous', 'reboot required'] as const;

/** Kill points, each with where its machines ended: who was killed, in which state of the agent, in which step of the attempt. */
export function agentKillTable(endings: readonly Ending[]): readonly string[] {
  const points = groupedBy(endings, ({ who, state, phase }) =>
    [who, state || 'the beginning', phase || '-'].join(' | '),
  );
  const rows = [...points].toSorted(([one], [other]) => one.localeCompare(other));
  const counted = rows.map(([point, those]) => [
    ...point.split(' | '),
    ...ENDS.map((end) => String(those.filter((each) => each.end === end).length)),
  ]);
  const table = [['KILLED', 'WHILE THE AGENT WAS', 'ATTEMPT', ...ENDS.map((end) => end.toUpperCase())], ...counted];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
