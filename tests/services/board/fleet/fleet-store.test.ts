import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FleetStore } from '../../../../services/board/fleet/fleet-store.ts';
import { count, noTally } from '../../../../services/board/fleet/tally.ts';
import { aLiveMachine, aStore, NOW } from './a-live-machine.ts';

const ids = (store: FleetStore) => store.fleet.entries.map(({ machine }) => machine.machine_id);
const machines = (...names: readonly string[]) => names.map((machine_id) => aLiveMachine({ machine_id }));

describe('a store of the fleet', () => {
  test('tells of any number of changes once, before the page is painted', () => {
    const { store, paint, waiting } = aStore();
    let told = 0;
    store.subscribe(() => (told += 1));
    for (let seq = 1; seq <= 500; seq += 1)
      store.take({ type: 'machines', seq, machines: machines(`m-${seq}`), gone: [] });
    expect([told, store.fleet.entries.length, waiting.length]).toEqual([0, 0, 1]);
    paint();
    expect([told, store.fleet.entries.length]).toEqual([1, 500]);
  });

  test('shows what comes after everything was there as fresh, and what was there before as known', () => {
    const { store, paint } = aStore();
    store.take({ type: 'machines', seq: 1, machines: machines('a', 'b'), gone: [] });
    store.take({ type: 'current', seq: 1 });
    store.take({ type: 'machines', seq: 2, machines: machines('b'), gone: [] });
    paint();
    expect(store.fleet.entries.map(({ changedAt }) => changedAt)).toEqual([0, NOW]);
  });

  test('asks to go on where it was, and keeps what it has when the feed goes on there', () => {
    const { store, paint } = aStore();
    store.take({ type: 'begin', epoch: 'e-1', anew: true });
    store.take({ type: 'machines', seq: 7, machines: machines('a', 'b'), gone: [] });
    store.take({ type: 'current', seq: 9 });
    expect(store.position).toEqual({ seq: 9, epoch: 'e-1' });
    store.take({ type: 'begin', epoch: 'e-1', anew: false });
    store.take({ type: 'current', seq: 9 });
    paint();
    expect(ids(store)).toEqual(['a', 'b']);
  });

  test('shows what it knew until a feed that begins anew has told everything, and then only that', () => {
    const { store, paint } = aStore();
    store.take({ type: 'begin', epoch: 'e-1', anew: true });
    store.take({ type: 'machines', seq: 9, machines: machines('a', 'b'), gone: [] });
    store.take({ type: 'current', seq: 9 });
    store.take({ type: 'begin', epoch: 'e-2', anew: true });
    expect(store.position).toEqual({ seq: 0, epoch: 'e-2' });
    store.take({ type: 'machines', seq: 3, machines: machines('b', 'c'), gone: [] });
    paint();
    expect(ids(store)).toEqual(['a', 'b', 'c']);
    store.take({ type: 'current', seq: 3 });
    paint();
    expect(ids(store)).toEqual(['b', 'c']);
  });

  test('has who is silent from those that the control plane names, and everybody else online', () => {
    const { store, paint } = aStore();
    const [a, b, c] = machines('a', 'b', 'c');
    const silent = { ...aLiveMachine(a), seconds_since_last_report: 900 };
    const out = { ...aLiveMachine(c), lifecycle: 'decommissioned' as const, seconds_since_last_report: 9_000 };
    store.take({ type: 'machines', seq: 1, machines: [silent, aLiveMachine(b), out], gone: [] });
    paint();
    const presence = () => store.fleet.entries.map(({ heard }) => heard.presence);
    expect(presence()).toEqual(['silent', 'online', 'silent']);
    store.takeSilent([{ machine_id: 'b', seconds_since_last_report: 700 }]);
    paint();
    expect(presence()).toEqual(['online', 'silent', 'silent']);
    expect(store.fleet.entries[1]?.heard.at).toBe(NOW - 700_000);
  });

  test('always has every machine once, by id, and counts exactly those', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'B', 'é');
    const step = fc.record({
      set: fc.array(fc.record({ id, tag: fc.constantFrom('x', 'y') }), { maxLength: 4 }),
      gone: fc.array(id, { maxLength: 2 }),
      isPainted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { store, paint } = aStore();
        const known = new Map<string, string>();
        for (const { set, gone, isPainted } of steps) {
          const changed = set.map(({ id: machine_id, tag }) => aLiveMachine({ machine_id, tags: [tag] }));
          store.take({ type: 'machines', seq: 1, machines: changed, gone });
          for (const { id: name, tag } of set) known.set(name, tag);
          for (const name of gone) known.delete(name);
          if (isPainted) paint();
        }
        paint();
        expect(ids(store)).toEqual([...known.keys()].toSorted());
        const counted = noTally();
        for (const { values } of store.fleet.entries) count(counted, values, 1);
        for (const [facet, values] of Object.entries(counted))
          expect(new Map(Object.entries(store.fleet.all).find(([name]) => name === facet)?.[1])).toEqual(values);
      }),
    );
  });
});
