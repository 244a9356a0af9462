import { othersIn } from './verdict-counts.ts';
import { counted } from '../../machines/policy/counted.ts';
import { printable } from '../../services/host/printable.ts';
import { type BatchView, type RolloutView } from './rollout-view.ts';

/** A person reads no more machines at once. */
const MACHINES = 6;
/** What of a store path tells a person nothing. */
const STORE_HASH = /\/nix\/store\/([0-9a-z]{4})[0-9a-z]{28}-/g;
/** Batches before and after those at hand. */
const AROUND = 2;

/**
 * What stands below the status of a rollout: the batches around those at hand, and of these the machines that are not
 * settled, each with what it waits for.
 */
export function rolloutBlock(view: RolloutView, sentenceOf: (machine: string) => string | undefined): string[] {
  const { batches } = view;
  const atHand = batches.flatMap(({ isAtHand }, index) => (isAtHand ? [index] : []));
  const [first, last] = [(atHand[0] ?? 0) - AROUND, (atHand.at(-1) ?? 0) + AROUND];
  const shown = batches
    .map((batch, index) => ({ batch, index }))
    .filter(({ index }) => index >= first && index <= last);
  const earlier = Math.max(first, 0);
  const later = Math.max(batches.length - 1 - last, 0);
  return [
    ...(earlier > 0 ? [`  … ${counted(earlier, 'earlier batch', 'earlier batches')}`] : []),
    ...shown.flatMap(({ batch, index }) => [batchLine(batch, index), ...machineLines(batch, view, sentenceOf)]),
    ...(later > 0 ? [`  … ${counted(later, 'later batch', 'later batches')}`] : []),
  ];
}

function batchLine({ size, tally, isAtHand }: BatchView, index: number): string {
  const name = `batch ${index + 1}`;
  const isUntouched = tally.count('pending') === size;
  if (isUntouched && !isAtHand) return `  · ${name}: ${counted(size, 'machine')}`;
  const mark = isAtHand ? '▸' : tally.count('healthy') === size ? '✔' : '–';
  return `  ${mark} ${name}: ${[`${tally.count('healthy')}/${size} healthy`, ...othersIn(tally)].join(', ')}`;
}

function machineLines(
  { tally, isAtHand }: BatchView,
  view: RolloutView,
  sentenceOf: (machine: string) => string | undefined,
): string[] {
  if (!isAtHand) return [];
  const machines = firstOf(tally.open).map((id) => [printable(id), view.verdictOf(id), id] as const);
  const wide = (column: 0 | 1) => Math.max(...machines.map((row) => row[column].length));
  const lines = machines.map(([name, verdict, id]) => {
    const sentence = sentenceOf(id);
    const said = sentence === undefined ? '' : `  ${printable(sentence).replaceAll(STORE_HASH, '$1…-')}`;
    return `      ${name.padEnd(wide(0))}  ${verdict.padEnd(wide(1))}${said}`.trimEnd();
  });
  const more = tally.open.size - MACHINES;
  return more > 0 ? [...lines, `      and ${counted(more, 'more machine')}`] : lines;
}

function firstOf(machines: ReadonlySet<string>): string[] {
  const first: string[] = [];
  for (const machine of machines) {
    if (first.length === MACHINES) break;
    first.push(machine);
  }
  return first;
}
