import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Closure, closureDiff, closurePath, type PackageChange } from '../../../machines/policy/closure-diff.ts';

/** A closure of paths that are given as `hash-name`, each as many bytes as that is long. */
const closure = (names: readonly string[]): Closure => ({
  root: '/nix/store/root-system',
  paths: ['root-system', ...names].map((name) => closurePath(`/nix/store/${name}`, name.length)),
});

const anyClosure: fc.Arbitrary<Closure> = fc
  .uniqueArray(
    fc.record({
      hash: fc.constantFrom('a', 'b', 'c'),
      name: fc.constantFrom('hello', 'linux', 'etc', 'openssl'),
      version: fc.constantFrom('', '-1.0', '-1.1', '-2.0pre', '-1.0-man'),
      bytes: fc.nat(9),
    }),
    { maxLength: 12, selector: ({ hash, name, version }) => hash + name + version },
  )
  .map((paths) => ({
    root: '/nix/store/root-system',
    paths: [
      closurePath('/nix/store/root-system', 3),
      // The same path has the same content, and so the same size, in every closure.
      ...paths.map(({ hash, name, version }) =>
        closurePath(`/nix/store/${hash}-${name}${version}`, (hash + version).length),
      ),
    ],
  }));

const names = (changes: readonly PackageChange[]) => changes.map(({ name }) => name);
const mirrored = ({ name, from, to, bytesBefore, bytesAfter }: PackageChange): PackageChange => ({
  ...{ name, from: to, to: from },
  ...{ bytesBefore: bytesAfter, bytesAfter: bytesBefore },
});

describe('the difference of two closures', () => {
  test('tells packages with their versions and bytes', () => {
    const before = closure(['a-hello-2.10', 'a-hello-2.10-man', 'a-foo-2.0', 'a-old-1', 'a-same-1', 'a-etc']);
    const after = closure(['b-hello-2.12', 'b-foo-1.9', 'b-new-3', 'b-same-1', 'b-etc']);
    expect(closureDiff(before, after)).toEqual({
      added: [{ name: 'new', from: [], to: ['3'], bytesBefore: 0, bytesAfter: 7 }],
      removed: [{ name: 'old', from: ['1'], to: [], bytesBefore: 7, bytesAfter: 0 }],
      upgraded: [{ name: 'hello', from: ['2.10'], to: ['2.12'], bytesBefore: 28, bytesAfter: 12 }],
      downgraded: [{ name: 'foo', from: ['2.0'], to: ['1.9'], bytesBefore: 9, bytesAfter: 9 }],
      rebuilt: [
        { name: 'etc', from: [''], to: [''], bytesBefore: 5, bytesAfter: 5 },
        { name: 'same', from: ['1'], to: ['1'], bytesBefore: 8, bytesAfter: 8 },
      ],
      bytesBefore: 68,
      bytesAfter: 52,
    });
  });

  test('tells all versions of a package that is there in several, and goes by the newest', () => {
    const { upgraded, downgraded } = closureDiff(
      closure(['a-gcc-12.3', 'a-gcc-13.2', 'a-llvm-17', 'a-llvm-16']),
      closure(['a-gcc-12.3', 'a-gcc-13.3', 'a-llvm-16']),
    );
    expect(upgraded).toMatchObject([{ name: 'gcc', from: ['12.3', '13.2'], to: ['12.3', '13.3'] }]);
    expect(downgraded).toMatchObject([{ name: 'llvm', from: ['16', '17'], to: ['16'] }]);
  });

  test('does not take the systems themselves, which are named after hosts, for packages', () => {
    const one = { ...closure([]), root: '/nix/store/a-nixos-system-web-01-24.05' };
    const other = { ...closure([]), root: '/nix/store/b-nixos-system-web-02-24.05' };
    const system = (of: Closure): Closure => ({ ...of, paths: [closurePath(of.root, 5)] });
    const { added, removed, bytesBefore } = closureDiff(system(one), system(other));
    expect([...added, ...removed]).toEqual([]);
    expect(bytesBefore).toBe(5);
  });

  test('tells of a system within a system, as of a container, without the one that it is in', () => {
    const { removed } = closureDiff(closure(['b-system-2']), closure([]));
    expect(removed).toMatchObject([{ name: 'system', from: ['2'], bytesBefore: 'b-system-2'.length }]);
  });

  test('is none from a closure to itself', () => {
    fc.assert(
      fc.property(anyClosure, (same) => {
        const { bytesBefore, bytesAfter, ...lists } = closureDiff(same, same);
        expect(Object.values(lists).flat()).toEqual([]);
        expect(bytesAfter).toBe(bytesBefore);
      }),
    );
  });

  test('is the mirror of the way back', () => {
    fc.assert(
      fc.property(anyClosure, anyClosure, (one, other) => {
        const [there, back] = [closureDiff(one, other), closureDiff(other, one)];
        expect(back.removed).toEqual(there.added.map(mirrored));
        expect(back.added).toEqual(there.removed.map(mirrored));
        expect(back.downgraded).toEqual(there.upgraded.map(mirrored));
        expect(back.upgraded).toEqual(there.downgraded.map(mirrored));
        expect(back.rebuilt).toEqual(there.rebuilt.map(mirrored));
      }),
      { numRuns: 500 },
    );
  });

  test('adds up: what packages grow is what the closure grows', () => {
    fc.assert(
      fc.property(anyClosure, anyClosure, (one, other) => {
        const { bytesBefore, bytesAfter, ...lists } = closureDiff(one, other);
        const grown = Object.values(lists).flat();
        const sum = grown.reduce((bytes, change) => bytes + change.bytesAfter - change.bytesBefore, 0);
        expect(sum).toBe(bytesAfter - bytesBefore);
      }),
      { numRuns: 500 },
    );
  });

  test('names every package once, in one list', () => {
    fc.assert(
      fc.property(anyClosure, anyClosure, (one, other) => {
        const { added, removed, upgraded, downgraded, rebuilt } = closureDiff(one, other);
        const all = names([...added, ...removed, ...upgraded, ...downgraded, ...rebuilt]);
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 500 },
    );
  });
});
