import { describe, expect, test } from 'vitest';
import { closuresIn } from '../../../services/host/closure-graph.ts';

const [SYSTEM, HELLO, LIBC] = ['a-system', 'b-hello-2.10', 'c-libc-2.38'].map((name) => `/nix/store/${name}`) as [
  string,
  string,
  string,
];
const facts = {
  [SYSTEM]: { narSize: 1, references: [SYSTEM, HELLO, LIBC], deriver: '/nix/store/d-system.drv' },
  [HELLO]: { narSize: 20, references: [LIBC] },
  [LIBC]: { narSize: 300, references: [LIBC] },
};
const bare = (path: string) => path.replace('/nix/store/', '');

describe('the closures in what Nix says', () => {
  test.each([
    ['a list (2.8)', Object.entries(facts).map(([path, info]) => ({ path, ...info }))],
    ['an object (2.19)', { ...facts, '/nix/store/absent': null }],
    [
      'names without the folder (2.33)',
      {
        version: 2,
        info: Object.fromEntries(
          Object.entries(facts).map(([path, info]) => [bare(path), { ...info, references: info.references.map(bare) }]),
        ),
      },
    ],
  ])('are read from %s', (_, said) => {
    const closures = closuresIn(JSON.stringify(said), [SYSTEM, HELLO]);
    expect(closures.get(SYSTEM)).toMatchObject({ root: SYSTEM, references: [SYSTEM, HELLO, LIBC] });
    expect(closures.get(SYSTEM)?.deriver).toBe('/nix/store/d-system.drv');
    expect(closures.get(SYSTEM)?.paths.reduce((sum, { narBytes }) => sum + narBytes, 0)).toBe(321);
    expect(closures.get(HELLO)?.paths).toMatchObject([
      { name: 'hello', version: '2.10', narBytes: 20 },
      { name: 'libc', version: '2.38', narBytes: 300 },
    ]);
  });

  test('share what they have in common', () => {
    const closures = closuresIn(JSON.stringify(facts), [SYSTEM, HELLO]);
    const [one, other] = [SYSTEM, HELLO].map((root) => closures.get(root)?.paths.find(({ path }) => path === LIBC));
    expect(one).toBe(other);
  });

  test('are left out where something of them is not told', () => {
    const { [LIBC]: _, ...holey } = facts;
    expect([...closuresIn(JSON.stringify(holey), [SYSTEM, HELLO]).keys()]).toEqual([]);
    expect([...closuresIn('not JSON', [SYSTEM]).keys()]).toEqual([]);
  });
});
