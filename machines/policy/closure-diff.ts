import { storeName } from './store-name.ts';
import { versionOrder } from './version-order.ts';

/** A path of a closure, with what its name tells. */
export interface ClosurePath {
  readonly path: string;
  readonly name: string;
  readonly version: string | null;
  readonly narBytes: number;
}

/** A path and all that it needs, itself included. */
export interface Closure {
  readonly root: string;
  readonly paths: readonly ClosurePath[];
}

/** What becomes of a package: its versions, newest last, and its bytes. A version is "" where a path tells none. */
export interface PackageChange {
  readonly name: string;
  /** Empty: it was not there. */
  readonly from: readonly string[];
  /** Empty: it is there no longer. */
  readonly to: readonly string[];
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** How a closure differs from another, package by package, each list by name. */
export interface ClosureDiff {
  readonly added: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
  readonly upgraded: readonly PackageChange[];
  readonly downgraded: readonly PackageChange[];
  /** The same versions, made anew: what they are made of has changed. */
  readonly rebuilt: readonly PackageChange[];
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** A path of a closure, its name read. */
export const closurePath = (path: string, narBytes: number): ClosurePath => ({ path, ...storeName(path), narBytes });

/**
 * What changes from one closure to another. The two paths themselves count for the size and are no packages: a system is
 * named after its host, and no two hosts would ever change in the same way.
 */
export function closureDiff(from: Closure, to: Closure): ClosureDiff {
  const [had, has] = [pathsIn(from), pathsIn(to)];
  const names = new Set([
    ...from.paths.filter(({ path }) => path !== from.root && !has.has(path)).map(({ name }) => name),
    ...to.paths.filter(({ path }) => path !== to.root && !had.has(path)).map(({ name }) => name),
  ]);
  const [old, fresh] = [packagesIn(from, names), packagesIn(to, names)];
  const changes = [...names]
    .toSorted()
    .map((name) => changeOf(name, old.get(name) ?? ABSENT, fresh.get(name) ?? ABSENT));
  const those = (kind: Kind) => changes.filter((change) => kindOf(change) === kind);
  return {
    ...{ added: those('added'), removed: those('removed'), upgraded: those('upgraded') },
    ...{ downgraded: those('downgraded'), rebuilt: those('rebuilt') },
    ...{ bytesBefore: bytesOf(from), bytesAfter: bytesOf(to) },
  };
}

type Kind = 'added' | 'removed' | 'upgraded' | 'downgraded' | 'rebuilt';

interface Package {
  readonly versions: Set<string>;
  bytes: number;
}

const ABSENT: Readonly<Package> = { versions: new Set(), bytes: 0 };

const pathsIn = ({ paths }: Closure): ReadonlySet<string> => new Set(paths.map(({ path }) => path));

const bytesOf = ({ paths }: Closure): number => paths.reduce((sum, { narBytes }) => sum + narBytes, 0);

function packagesIn({ root, paths }: Closure, names: ReadonlySet<string>): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>();
  for (const { path, name, version, narBytes } of paths) {
    if (path === root || !names.has(name)) continue;
    const known = packages.get(name) ?? { versions: new Set(), bytes: 0 };
    known.versions.add(version ?? '');
    known.bytes += narBytes;
    packages.set(name, known);
  }
  return packages;
}

const changeOf = (name: string, old: Package, fresh: Package): PackageChange => ({
  name,
  from: [...old.versions].toSorted(versionOrder),
  to: [...fresh.versions].toSorted(versionOrder),
  bytesBefore: old.bytes,
  bytesAfter: fresh.bytes,
});

function kindOf({ from, to }: PackageChange): Kind {
  if (from.length === 0) return 'added';
  if (to.length === 0) return 'removed';
  const order = newestFirstOrder(from, to);
  return order === 0 ? 'rebuilt' : order < 0 ? 'upgraded' : 'downgraded';
}

/** By the newest version, then by the next: a package that is there in two versions is as new as the newer. */
function newestFirstOrder(from: readonly string[], to: readonly string[]): number {
  for (let back = 1; back <= Math.max(from.length, to.length); back += 1) {
    const [one, other] = [from.at(-back), to.at(-back)];
    if (one === undefined) return -1;
    if (other === undefined) return 1;
    const order = versionOrder(one, other);
    if (order !== 0) return order;
  }
  return 0;
}
