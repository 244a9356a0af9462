import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERYTHING, type Facet, type FleetQuery } from '../../../../services/board/fleet/fleet-query.ts';
import {
  cursorAt,
  fleetView,
  type FleetView,
  placeOf,
  rowAt,
  rowCount,
  rowOf,
} from '../../../../services/board/fleet/fleet-view.ts';
import { aFleet } from './a-live-machine.ts';

const fleet = aFleet([
  { machine_id: 'db-01', tags: ['db', 'eu'], deployment: 'failed', system_state: 'error' },
  { machine_id: 'web-01', tags: ['web', 'eu'], agent_state: 'fetching', deployment: 'pending_deploy' },
  { machine_id: 'web-02', tags: ['web', 'us'], seconds_since_last_report: 4_000 },
  { machine_id: 'web-03', lifecycle: 'pending', seconds_since_last_report: null, current_generation: '' },
]);

const choosing = (chosen: Partial<Record<Facet, readonly string[]>>, others: Partial<FleetQuery> = {}): FleetQuery => ({
  ...EVERYTHING,
  ...others,
  chosen: { ...EVERYTHING.chosen, ...chosen },
});

const found = (query: FleetQuery) =>
  fleetView(fleet, query).sections.flatMap(({ entries }) => entries.map(({ machine }) => machine.machine_id));

describe('a view of the fleet', () => {
  test.each([
    ['a part of an id', { q: 'WEB' }, ['web-01', 'web-02', 'web-03']],
    ['a tag', { q: 'eu' }, ['db-01', 'web-01']],
    ['words that must all fit', { q: ' web  us ' }, ['web-02']],
    ['a part of a store path', { q: '0123456789-s' }, ['db-01', 'web-01', 'web-02']],
    ['nothing', { q: ' ' }, ['db-01', 'web-01', 'web-02', 'web-03']],
  ])('is searched by %s', (_, query, ids) => {
    expect(found({ ...EVERYTHING, ...query })).toEqual(ids);
  });

  test('has machines with all tags that are chosen, and with any of what else is chosen', () => {
    expect(found(choosing({ tag: ['web', 'eu'] }))).toEqual(['web-01']);
    expect(found(choosing({ deployment: ['failed', 'pending_deploy'] }))).toEqual(['db-01', 'web-01']);
    expect(found(choosing({ deployment: ['failed'], presence: ['silent'] }))).toEqual([]);
    expect(found(choosing({ presence: ['silent', 'never'] }))).toEqual(['web-02', 'web-03']);
  });

  test('asks attention for what has failed, is ill or silent, but not for what is not in service yet', () => {
    expect(found(choosing({ need: ['attention'] }))).toEqual(['db-01', 'web-02']);
  });

  test('counts for each value how many there would be with it', () => {
    const { left, all } = fleetView(fleet, choosing({ deployment: ['failed'] }));
    expect(left.deployment).toEqual(all.deployment);
    expect(left.tag).toEqual(
      new Map([
        ['db', 1],
        ['eu', 1],
      ]),
    );
    expect(fleetView(fleet, choosing({ tag: ['eu'] })).left.tag).toEqual(
      new Map([
        ['db', 1],
        ['eu', 2],
        ['web', 1],
      ]),
    );
  });

  test('is sorted by what is busiest, and by what changed last', () => {
    expect(found({ ...EVERYTHING, sort: 'activity' })[0]).toBe('web-01');
    expect(found({ ...EVERYTHING, sort: 'changed' })).toEqual(['web-03', 'web-02', 'web-01', 'db-01']);
  });

  test('has a machine in the group of each of its tags, and those without one last', () => {
    const { sections, found: machines, places } = fleetView(fleet, { ...EVERYTHING, group: 'tag' });
    expect(sections.map(({ title, entries }) => [title, entries.length])).toEqual([
      ['db', 1],
      ['eu', 2],
      ['us', 1],
      ['web', 2],
      ['', 1],
    ]);
    expect([machines, places]).toEqual([4, 7]);
  });

  test('always finds the way between a place, its row and its machine', () => {
    const query = fc.record({
      group: fc.constantFrom('none', 'tag', 'lifecycle'),
      sort: fc.constantFrom('id', 'changed'),
    });
    fc.assert(
      fc.property(query, fc.nat(6), (choices, place) => {
        const view = fleetView(fleet, { ...EVERYTHING, ...choices });
        fc.pre(place < view.places);
        expect(placeAt(view, rowOf(view, place))).toBe(place);
        const cursor = cursorAt(view, place);
        expect(cursor && placeOf(view, cursor)).toBe(place);
        expect(rowAt(view, rowCount(view))).toBeUndefined();
      }),
    );
  });

  test('has no place for a machine that it does not show, and gives the last one past its end', () => {
    const view = fleetView(fleet, EVERYTHING);
    expect(placeOf(view, { group: null, id: 'gone' })).toBe(-1);
    expect(placeOf(view, { group: 'web', id: 'web-01' })).toBe(-1);
    expect(cursorAt(view, 99)).toEqual({ group: null, id: 'web-03' });
    expect(cursorAt(fleetView(fleet, { ...EVERYTHING, q: 'nobody' }), 0)).toBeNull();
  });
});

function placeAt(view: FleetView, index: number): number | undefined {
  const row = rowAt(view, index);
  return row?.kind === 'machine' ? row.place : undefined;
}
