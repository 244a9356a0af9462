import { createHash } from 'node:crypto';
import type { SystemClosure, SystemPath } from '../../../../agent/compliance/sbom/system-closure.ts';
import { NOON } from '../a-machine.ts';

/** A system, by its name, that needs each of the others; each of these needs the one before it. */
export function aClosureOf(name: string, ...others: readonly string[]): SystemClosure {
  const paths = others.map((other) => pathOf(other));
  return {
    system: aPath(name, paths.toSorted()),
    others: others
      .map((other, index) => aPath(other, paths.slice(Math.max(0, index - 1), index)))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const pathOf = (name: string) => `/nix/store/${sha256(name).slice(0, 32)}-${name}`;

const aPath = (name: string, references: readonly string[]): SystemPath => ({
  path: pathOf(name),
  narHash: sha256(`content of ${name}`),
  references,
  deriver: `${pathOf(name)}.drv`,
  registeredAt: NOON,
});
