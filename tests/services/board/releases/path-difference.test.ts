import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathDifference, type PathPart } from '../../../../services/board/releases/path-difference.ts';

const marked = (parts: readonly PathPart[]) =>
  parts.map(({ text, isDifferent }) => (isDifferent ? `[${text}]` : text)).join('');
const whole = (parts: readonly PathPart[]) => parts.map(({ text }) => text).join('');

describe('the difference of two store paths', () => {
  test('is the hash, and what of the name is another', () => {
    const [before, after] = pathDifference('/nix/store/aaaa-nixos-web-24.05', '/nix/store/bbbb-nixos-web-24.11');
    expect(marked(before)).toBe('/nix/store/[aaaa]-nixos-web-24.[05]');
    expect(marked(after)).toBe('/nix/store/[bbbb]-nixos-web-24.[11]');
  });

  test('is nothing between equal ones', () => {
    expect(pathDifference('/nix/store/a-x', '/nix/store/a-x')[0]).toEqual([
      { text: '/nix/store/a-x', isDifferent: false },
    ]);
  });

  test('never loses a character, and what is not marked is in both', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '.', '<'), maxLength: 40 });
    fc.assert(
      fc.property(path, path, (before, after) => {
        const [old, now] = pathDifference(before, after);
        expect([whole(old), whole(now)]).toEqual([before, after]);
        const kept = (parts: readonly PathPart[]) => whole(parts.filter(({ isDifferent }) => !isDifferent));
        expect(kept(old)).toBe(kept(now));
      }),
    );
  });
});
