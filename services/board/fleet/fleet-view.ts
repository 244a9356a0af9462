import type { FleetEntry } from './fleet-entry.ts';
import { filtered } from './fleet-filter.ts';
import type { FleetQuery } from './fleet-query.ts';
import type { Fleet } from './fleet-store.ts';
import { LIFECYCLES } from './fleet-words.ts';
import type { Tally } from './tally.ts';

/** Machines under one heading. */
export interface Section {
  /** Null: the only one, which has no heading. `''`: machines without a tag. */
  readonly title: string | null;
  readonly entries: readonly FleetEntry[];
  /** How many machines stand before it. */
  readonly start: number;
}

/** What is to be shown. */
export interface FleetView {
  /** How many there are of each value in the whole fleet, */
  readonly all: Tally;
  /** and among those that the other facets leave. */
  readonly left: Tally;
  readonly total: number;
  /** Machines that were found; one with two tags stands in two groups and counts once. */
  readonly found: number;
  readonly sections: readonly Section[];
  /** Machines in all sections: one may stand in several. */
  readonly places: number;
}

/** A row: a heading, or a machine at its place. */
export type Row =
  | { readonly kind: 'heading'; readonly title: string; readonly count: number }
  | { readonly kind: 'machine'; readonly place: number; readonly group: string | null; readonly entry: FleetEntry };

/** The machine at which somebody is; it stays so wherever it moves. */
export interface Cursor {
  readonly group: string | null;
  readonly id: string;
}

/** What a query shows of a fleet whose machines come by id. */
export function fleetView(fleet: Pick<Fleet, 'entries' | 'all'>, query: FleetQuery): FleetView {
  const { entries: found, left } = filtered(fleet, query);
  const sections = sectionsOf(sorted(found, query.sort), query.group);
  const last = sections.at(-1);
  const places = last === undefined ? 0 : last.start + last.entries.length;
  return { total: fleet.entries.length, found: found.length, sections, places, all: fleet.all, left };
}

/** Rows in all: machines, and a heading for each group. */
export const rowCount = ({ sections, places }: FleetView): number => places + sections.filter(hasHeading).length;

/** The row at an index. */
export function rowAt({ sections }: FleetView, index: number): Row | undefined {
  let first = 0;
  for (const { title, entries, start } of sections) {
    if (title !== null && index === first) return { kind: 'heading', title, count: entries.length };
    const inner = index - first - (title === null ? 0 : 1);
    const entry = entries[inner];
    if (entry !== undefined) return { kind: 'machine', place: start + inner, group: title, entry };
    first += entries.length + (title === null ? 0 : 1);
  }
  return undefined;
}

/** The index of the row that the machine at a place has. */
export const rowOf = ({ sections }: FleetView, place: number): number =>
  place + sections.filter((section) => hasHeading(section) && section.start <= place).length;

/** Where a machine stands now; -1: not here. */
export function placeOf({ sections }: FleetView, { group, id }: Cursor): number {
  const section = sections.find(({ title }) => title === group);
  const inner = section?.entries.findIndex(({ machine }) => machine.machine_id === id) ?? -1;
  return section === undefined || inner < 0 ? -1 : section.start + inner;
}

/** The machine at a place; one that is past the end gives the last. */
export function cursorAt({ sections, places }: FleetView, place: number): Cursor | null {
  const within = Math.max(0, Math.min(place, places - 1));
  const section = sections.findLast(({ start, entries }) => start <= within && entries.length > 0);
  const entry = section?.entries[within - section.start];
  return section === undefined || entry === undefined ? null : { group: section.title, id: entry.machine.machine_id };
}

const hasHeading = ({ title }: Section): boolean => title !== null;

function sorted(entries: readonly FleetEntry[], by: FleetQuery['sort']): readonly FleetEntry[] {
  if (by === 'id') return entries;
  if (by === 'changed') return entries.toSorted((one, other) => other.change - one.change);
  const rank = ({ machine }: FleetEntry) => BUSIEST_FIRST.indexOf(machine.agent_state ?? 'idle');
  return entries.toSorted((one, other) => rank(one) - rank(other));
}

/** Whoever has never said what it does is as idle. */
const BUSIEST_FIRST: readonly string[] = [
  'rolling_back',
  'applying',
  'fetching',
  'verifying',
  'checking',
  'reporting',
  'idle',
];

function sectionsOf(entries: readonly FleetEntry[], by: FleetQuery['group']): Section[] {
  if (by === 'none') return entries.length === 0 ? [] : [{ title: null, entries, start: 0 }];
  const groups = new Map<string, FleetEntry[]>();
  for (const entry of entries)
    for (const title of titlesOf(entry, by)) {
      const group = groups.get(title);
      if (group === undefined) groups.set(title, [entry]);
      else group.push(entry);
    }
  let start = 0;
  return titlesInOrder([...groups.keys()], by).map((title) => {
    const section = { title, entries: groups.get(title) ?? [], start };
    start += section.entries.length;
    return section;
  });
}

const titlesOf = ({ machine }: FleetEntry, by: 'tag' | 'lifecycle'): readonly string[] =>
  by === 'lifecycle' ? [machine.lifecycle] : machine.tags.length === 0 ? [''] : machine.tags;

/** Those without a tag come last. */
function titlesInOrder(titles: readonly string[], by: 'tag' | 'lifecycle'): string[] {
  if (by === 'lifecycle') return LIFECYCLES.filter((word) => titles.includes(word));
  return [...titles.filter(Boolean).toSorted(), ...titles.filter((title) => title === '')];
}
