import { describe, expect, test } from 'vitest';
import { fleetSummary, fleetTable, machineCount, machineTable, sortedById } from '../../../cli/output/fleet-status.ts';
import { aMachine, systemOf } from './a-machine.ts';

const look = { paint: (text: string) => text, width: null };
const FLEET = [
  aMachine('db-01', {
    current_generation: '',
    desired_generation: null,
    system_state: 'unknown',
    last_report: null,
    seconds_since_last_report: null,
  }),
  aMachine('web-01'),
  aMachine('web-02', {
    desired_generation: systemOf('web-02').replace('25.05', '25.11'),
    system_state: 'error',
    lifecycle: 'maintenance',
    seconds_since_last_report: 601,
    tags: [],
  }),
];

describe('the status of a fleet', () => {
  test('has what each machine runs beside what it should run', () => {
    expect(fleetTable(FLEET, 600, look)).toEqual([
      ' HOST    STATE          LIFECYCLE    SYNC      CURRENT                          DESIRED                          LAST SEEN        ',
      ' db-01   ?              active       —         —                                (none)                           never            ',
      ' web-01  ok             active       in_sync   pvra…-nixos-system-web-01-25.05  pvra…-nixos-system-web-01-25.05  2026-01-31 12:00 ',
      ' web-02  ERROR (stale)  maintenance  outdated  pvra…-nixos-system-web-02-25.05  pvra…-nixos-system-web-02-25.11  2026-01-31 12:00 ',
    ]);
    expect(fleetSummary(FLEET)).toBe('1/3 hosts in sync');
  });

  test('fits a terminal: the paths give way', () => {
    expect(fleetTable(FLEET, 600, { ...look, width: 100 })).toEqual([
      ' HOST    STATE          LIFECYCLE    SYNC      CURRENT           DESIRED           LAST SEEN        ',
      ' db-01   ?              active       —         —                 (none)            never            ',
      ' web-01  ok             active       in_sync   pvra…-nixos-sys…  pvra…-nixos-sys…  2026-01-31 12:00 ',
      ' web-02  ERROR (stale)  maintenance  outdated  pvra…-nixos-sys…  pvra…-nixos-sys…  2026-01-31 12:00 ',
    ]);
  });

  test('is stale only when it is silent for longer than that', () => {
    const row = (seconds: number | null) =>
      fleetTable([aMachine('a', { seconds_since_last_report: seconds })], 600, look)[1];
    expect(row(600)).not.toContain('stale');
    expect(row(null)).not.toContain('stale');
    expect(row(601)).toContain('ok (stale)');
  });

  test('of no machines says so', () => {
    expect([...fleetTable([], 600, look), fleetSummary([])]).toEqual(['No machines.']);
  });
});

describe('the list of machines', () => {
  test('has their tags', () => {
    expect(machineTable(FLEET, look)).toEqual([
      ' ID      LIFECYCLE    STATE    TAGS    ',
      ' db-01   active       unknown  web, eu ',
      ' web-01  active       ok       web, eu ',
      ' web-02  maintenance  error    (none)  ',
    ]);
    expect(machineCount(FLEET)).toBe('3 machine(s)');
  });

  test('shows names of any kind as they are, and obeys none', () => {
    const hostile = aMachine('\u001b[2J\u202ebew', { tags: ['a\nb', '日本'] });
    expect(machineTable([hostile], look)[1]).toBe(' bew  active     ok     a · b, 日本 ');
  });

  test('is by id', () => {
    expect(sortedById([...FLEET].toReversed()).map(({ machine_id: id }) => id)).toEqual(['db-01', 'web-01', 'web-02']);
  });
});
