import { queryIn } from '../elements/fragment-query.ts';

/** By what a fleet is narrowed down. */
export const FACETS = ['tag', 'lifecycle', 'activity', 'deployment', 'presence', 'need'] as const;
export type Facet = (typeof FACETS)[number];

export const GROUPS = ['none', 'tag', 'lifecycle'] as const;
export const SORTS = ['id', 'changed', 'activity'] as const;
export const VIEWS = ['table', 'tiles'] as const;

/** What somebody wants to see of the fleet, and how. */
export interface FleetQuery {
  /** A part of an id, a tag or a store path; more words: all of them. */
  readonly q: string;
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
  readonly group: (typeof GROUPS)[number];
  readonly sort: (typeof SORTS)[number];
  readonly view: (typeof VIEWS)[number];
}

const NOTHING_CHOSEN: FleetQuery['chosen'] = {
  tag: [],
  lifecycle: [],
  activity: [],
  deployment: [],
  presence: [],
  need: [],
};

/** The whole fleet by id, as a table. */
export const EVERYTHING: FleetQuery = { q: '', chosen: NOTHING_CHOSEN, group: 'none', sort: 'id', view: 'table' };

/** More is nobody's link; each value costs time on every change of the fleet. */
const LONGEST = 200;
const MOST_CHOSEN = 32;

/** The query in a fragment (`#/fleet?q=web&tag=eu&view=tiles`); words that it does not know count as not said. */
export function fleetQuery(fragment: string): FleetQuery {
  const said = queryIn(fragment);
  const chosen = (facet: Facet) => [...new Set(said.getAll(facet))].filter(Boolean).slice(0, MOST_CHOSEN);
  return {
    q: (said.get('q') ?? '').slice(0, LONGEST),
    chosen: {
      tag: chosen('tag'),
      lifecycle: chosen('lifecycle'),
      activity: chosen('activity'),
      deployment: chosen('deployment'),
      presence: chosen('presence'),
      need: chosen('need'),
    },
    group: GROUPS.find((group) => group === said.get('group')) ?? EVERYTHING.group,
    sort: SORTS.find((sort) => sort === said.get('sort')) ?? EVERYTHING.sort,
    view: VIEWS.find((view) => view === said.get('view')) ?? EVERYTHING.view,
  };
}

/** The fragment that leads to a query; what is as always is left out. */
export function fragmentFor({ q, chosen, group, sort, view }: FleetQuery): string {
  const said = new URLSearchParams();
  if (q !== '') said.set('q', q);
  for (const facet of FACETS) for (const value of chosen[facet]) said.append(facet, value);
  for (const [name, value] of Object.entries({ group, sort, view }))
    if (value !== EVERYTHING[name as 'group' | 'sort' | 'view']) said.set(name, value);
  const text = said.toString();
  return text === '' ? '#/fleet' : `#/fleet?${text}`;
}

/** The query with a value of a facet chosen, or not any more. */
export function toggled(query: FleetQuery, facet: Facet, value: string): FleetQuery {
  const before = query.chosen[facet];
  const after = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
  return { ...query, chosen: { ...query.chosen, [facet]: after } };
}

/** Shows less than the whole fleet. */
export const isNarrowed = ({ q, chosen }: FleetQuery): boolean =>
  q.trim() !== '' || FACETS.some((facet) => chosen[facet].length > 0);

/** The same look at the whole fleet. */
export const widened = (query: FleetQuery): FleetQuery => ({ ...query, q: '', chosen: NOTHING_CHOSEN });
