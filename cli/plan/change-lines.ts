import { type BootChange } from '../../machines/policy/boot-changes.ts';
import { type ChangeGroup, changeGroups, type Range } from '../../machines/policy/change-groups.ts';
import type { PackageChange } from '../../machines/policy/closure-diff.ts';
import { counted } from '../../machines/policy/counted.ts';
import { groupedBy } from '../../machines/policy/grouped.ts';
import { growthText } from '../../machines/policy/size-text.ts';
import type { Paint } from '../output/paint.ts';
import { printable } from '../../services/host/printable.ts';
import { cut, widthOf } from '../output/width.ts';
import type { FleetChange } from './fleet-change.ts';

/** How much is told, and on what. */
export interface ChangeLook {
  readonly paint: Paint;
  /** Null: no line is cut. */
  readonly width: number | null;
  /** All packages of all groups. */
  readonly isWhole: boolean;
}

const MOST_GROUPS = 10;
const MOST_PACKAGES = 20;
const NAMED = 2;
/** So many take no more room than two of them and how many more. */
const ALL_NAMED = 4;

/** What would change, for people: machines with the same change together, then those without and those that nobody knows of. */
export function changeLines(change: Omit<FleetChange, 'steps'>, look: ChangeLook): string[] {
  const groups = changeGroups(change.changes);
  const shown = look.isWhole ? groups : groups.slice(0, MOST_GROUPS);
  const more = groups.slice(shown.length);
  return [
    ...shown.flatMap((group) => groupLines(group, look)),
    ...(more.length === 0
      ? []
      : [
          `and ${counted(more.flatMap(({ machines }) => machines).length, 'machine')} with other changes: -v shows them`,
        ]),
    ...unchangedLines(change.unchanged),
    ...unknownLines(change),
  ];
}

/** `web-01`, `web-01 and web-02`, `db-01, web-01, web-02`, `web-01, web-02 and 8 more`. */
export function togetherNamed(names: readonly string[]): string {
  const shown = names.map(printable);
  if (shown.length > ALL_NAMED) return `${shown.slice(0, NAMED).join(', ')} and ${shown.length - NAMED} more`;
  return shown.join(shown.length > 2 ? ', ' : ' and ');
}

function groupLines(group: ChangeGroup, { paint, width, isWhole }: ChangeLook): string[] {
  const rows = packageRows(group);
  const shown = isWhole ? rows : rows.slice(0, MOST_PACKAGES);
  const [names, versions] = [widest(shown.map(({ name }) => name)), widest(shown.map((row) => row.versions))];
  const lines = shown.map((row) => {
    const cells = [row.mark, padded(row.name, names), padded(row.versions, versions), row.growth];
    const line = cells.join('  ').trimEnd();
    return `  ${paint(width === null ? line : cut(line, width - 2))}`;
  });
  const more = rows.length - shown.length;
  const rest = more > 0 ? [`  and ${counted(more, 'more package')}: -v shows them`] : [];
  return [headline(group), ...lines, ...rest];
}

function headline({
  machines,
  added,
  removed,
  upgraded,
  downgraded,
  rebuilt,
  bytes,
  reboot,
  basis,
}: ChangeGroup): string {
  const isExact = basis === 'closure';
  const counts = [
    ...(upgraded.length > 0 ? [`${upgraded.length} upgraded`] : []),
    ...(downgraded.length > 0 ? [`${downgraded.length} downgraded`] : []),
    ...(added.length > 0 ? [`${added.length} added`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ];
  const same = counts.length === 0 ? ['no other versions'] : counts;
  const anew = rebuilt.most > 0 ? [`${rangeText(rebuilt, String)} rebuilt`] : [];
  const sizes = isExact ? [...anew, rangeText(bytes, growthText)] : [];
  const needs = reboot.length === 0 ? '' : `; reboot needed (${reboot.map(bootText).join(', ')})`;
  const guess = isExact ? '' : ' (not built yet: told from what it is built of; --build is exact)';
  return `${togetherNamed(machines)}: ${[...same, ...sizes].join(', ')}${needs}${guess}`;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));

const padded = (text: string, width: number): string => text + ' '.repeat(width - widthOf(text));

const bootText = ({ part, from, to }: BootChange): string =>
  from === to ? part : `${part} ${printable(from ?? '?')} → ${printable(to ?? '?')}`;

interface Row {
  readonly mark: string;
  readonly name: string;
  readonly versions: string;
  readonly growth: string;
}

function packageRows({ added, removed, upgraded, downgraded, basis }: ChangeGroup): Row[] {
  const row = (mark: string, versions: (change: PackageChange) => string) => (change: PackageChange) => ({
    ...{ mark, name: printable(change.name), versions: printable(versions(change)) },
    growth: basis === 'closure' ? growthText(change.bytesAfter - change.bytesBefore) : '',
  });
  const both = ({ from, to }: PackageChange) => `${versionsText(from)} → ${versionsText(to)}`;
  return [
    ...upgraded.map(row('↑', both)),
    ...downgraded.map(row('↓', both)),
    ...added.map(row('+', ({ to }) => versionsText(to))),
    ...removed.map(row('-', ({ from }) => versionsText(from))),
  ];
}

/** A package whose paths tell no version, among those that do, has one without a name. */
function versionsText(versions: readonly string[]): string {
  if (versions.every((version) => version === '')) return '';
  return versions.map((version) => (version === '' ? '(none)' : version)).join(', ');
}

const rangeText = ({ least, most }: Range, text: (value: number) => string): string =>
  text(least) === text(most) ? text(least) : `${text(least)} to ${text(most)}`;

function unchangedLines(unchanged: readonly string[]): string[] {
  if (unchanged.length === 0) return [];
  return [`${togetherNamed(unchanged)}: already ${unchanged.length === 1 ? 'runs' : 'run'} it`];
}

function unknownLines({ unknown, problems }: Pick<FleetChange, 'unknown' | 'problems'>): string[] {
  const byReason = groupedBy(unknown, ({ reason }) => reason);
  return [
    ...[...byReason].map(([reason, some]) => `${togetherNamed(some.map(({ machineId }) => machineId))}: ${reason}`),
    ...(unknown.length === 0 ? [] : problems.map((problem) => `  (${printable(problem)})`)),
  ];
}
