import type { FleetEntry } from './fleet-entry.ts';
import type { FleetView } from './fleet-view.ts';

/** A line of tiles, or the heading of those below it. */
export type TileLine =
  | { readonly kind: 'heading'; readonly title: string; readonly count: number }
  | {
      readonly kind: 'tiles';
      readonly group: string | null;
      readonly start: number;
      readonly entries: readonly FleetEntry[];
    };

/** Pixels from one tile to the next, the largest first. */
const SIZES = [28, 22, 18, 14, 11, 9] as const;

/** How large tiles may be so that all machines are in sight at once; of too many, as small as can be told apart. */
export function tileSize({ width, height, places }: { width: number; height: number; places: number }): number {
  const fits = (size: number) => Math.ceil(places / perLineOf(width, size)) * size <= height;
  return SIZES.find(fits) ?? SIZES[SIZES.length - 1] ?? 9;
}

/** How many stand in a line. */
export const perLineOf = (width: number, size: number): number => Math.max(1, Math.floor(width / size));

/** The lines of a view, a heading for each group. */
export function tileLines({ sections }: Pick<FleetView, 'sections'>, perLine: number): TileLine[] {
  return sections.flatMap(({ title, entries, start }) => {
    const lines: TileLine[] = title === null ? [] : [{ kind: 'heading', title, count: entries.length }];
    for (let inner = 0; inner < entries.length; inner += perLine)
      lines.push({
        kind: 'tiles',
        group: title,
        start: start + inner,
        entries: entries.slice(inner, inner + perLine),
      });
    return lines;
  });
}

/** The line in which a place is. */
export const lineOf = (lines: readonly TileLine[], place: number): number =>
  lines.findIndex((line) => line.kind === 'tiles' && place < line.start + line.entries.length);
