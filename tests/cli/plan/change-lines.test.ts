import { describe, expect, test } from 'vitest';
import type { MachineChange } from '../../../machines/policy/change-groups.ts';
import type { ClosureDiff, PackageChange } from '../../../machines/policy/closure-diff.ts';
import { changeLines, togetherNamed } from '../../../cli/plan/change-lines.ts';

const KIB = 1024;
const NOTHING: ClosureDiff = {
  ...{ added: [], removed: [], upgraded: [], downgraded: [], rebuilt: [] },
  ...{ bytesBefore: 0, bytesAfter: 0 },
};

const one = (name: string, from: string[], to: string[], grown = 0): PackageChange => ({
  ...{ name, from, to, bytesBefore: 0, bytesAfter: grown },
});
const change = (machineId: string, diff: Partial<ClosureDiff>, others: Partial<MachineChange> = {}): MachineChange => ({
  machineId,
  diff: { ...NOTHING, ...diff },
  reboot: [],
  basis: 'closure',
  ...others,
});

const BARE = { changes: [], unchanged: [], unknown: [], problems: [] };
const LOOK = { paint: (text: string) => text, width: null, isWhole: false };
const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

describe('what would change, as lines', () => {
  test('has a headline for machines with the same change, and their packages below', () => {
    const diff = {
      upgraded: [one('linux', ['6.6.1'], ['6.6.8'], 1.5 * KIB), one('gcc', ['12.3', '13.2'], ['12.3', '13.3'])],
      downgraded: [one('openssl', ['3.1'], ['3.0'], -10)],
      added: [one('unit-nginx.service', [], [''], 500)],
      removed: [one('half', ['', '1.0'], [], -KIB)],
    };
    const grown = (rebuilt: number, bytesAfter: number) => ({
      ...diff,
      rebuilt: many(rebuilt, 'x').map((name) => one(name, ['1'], ['1'])),
      bytesAfter,
    });
    const reboot = [
      { part: 'kernel', from: '6.6.1', to: '6.6.8' },
      { part: 'initrd', from: null, to: null },
    ] as const;
    const changes = [
      change('web-01', grown(3, 2 * KIB), { reboot }),
      change('web-02', grown(4, 4 * KIB), { reboot }),
      change('web-03', grown(3, 2 * KIB), { reboot }),
    ];
    expect(changeLines({ ...BARE, changes }, LOOK)).toEqual([
      'web-01, web-02, web-03: 2 upgraded, 1 downgraded, 1 added, 1 removed, 3 to 4 rebuilt, +2.0 KiB to +4.0 KiB; reboot needed (kernel 6.6.1 → 6.6.8, initrd)',
      '  ↑  linux               6.6.1 → 6.6.8            +1.5 KiB',
      '  ↑  gcc                 12.3, 13.2 → 12.3, 13.3  ±0 B',
      '  ↓  openssl             3.1 → 3.0                -10 B',
      '  +  unit-nginx.service                           +500 B',
      '  -  half                (none), 1.0              -1.0 KiB',
    ]);
  });

  test('says so when only what has no other version is made anew', () => {
    const changes = [change('web-01', { rebuilt: [one('etc', [''], [''])] })];
    expect(changeLines({ ...BARE, changes }, LOOK)).toEqual(['web-01: no other versions, 1 rebuilt, ±0 B']);
  });

  test('has no sizes for what is not built, and says what it is told from', () => {
    const changes = [change('web-01', { upgraded: [one('hello', ['1'], ['2'])] }, { basis: 'derivations' })];
    expect(changeLines({ ...BARE, changes }, LOOK)).toEqual([
      'web-01: 1 upgraded (not built yet: told from what it is built of; --build is exact)',
      '  ↑  hello  1 → 2',
    ]);
  });

  test('names who runs it already, and why of others nothing is known', () => {
    const unknown = [
      { machineId: 'a', reason: 'has never said what it runs' },
      { machineId: 'b', reason: 'the old system is lost' },
      { machineId: 'c', reason: 'has never said what it runs' },
    ];
    const problems = ['http://cache: no cache answers'];
    expect(changeLines({ ...BARE, unchanged: many(12, 'web'), unknown, problems }, LOOK)).toEqual([
      'web-1, web-2 and 10 more: already run it',
      'a and c: has never said what it runs',
      'b: the old system is lost',
      '  (http://cache: no cache answers)',
    ]);
  });

  test('is bounded, unless all of it is wanted', () => {
    const added = many(30, 'package').map((name) => one(name, [], ['1']));
    const changes = many(13, 'host').map((name, index) => change(name, { added: added.slice(0, 30 - index) }));
    const short = changeLines({ ...BARE, changes }, LOOK);
    expect(short.filter((line) => line.startsWith('host-'))).toHaveLength(10);
    expect(short).toContain('  and 10 more packages: -v shows them');
    expect(short.at(-1)).toBe('and 3 machines with other changes: -v shows them');
    const whole = changeLines({ ...BARE, changes }, { ...LOOK, isWhole: true });
    expect(whole).toHaveLength(13 + changes.flatMap(({ diff }) => diff.added).length);
  });

  test('fits the terminal, and shows no control characters of names', () => {
    const changes = [
      change('web-01\u001b[2J', { added: [one('a-very-long-name-of-a-package\u0007', [], ['1.0'], 5)] }),
    ];
    const lines = changeLines({ ...BARE, changes }, { ...LOOK, width: 24 });
    expect(lines).toEqual(['web-01: 1 added, ±0 B', '  +  a-very-long-name-o…']);
  });
});

test.each([
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd'], 'a, b, c, d'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b and 3 more'],
])('%j together are %s', (names, text) => expect(togetherNamed(names)).toBe(text));
