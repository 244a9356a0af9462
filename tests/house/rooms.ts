import { importsOf, packageOf, targetOf } from './imports.ts';
import type { SourceFile } from './source-file.ts';

/** A room of the house: a folder or a single file, and what may be imported from inside it. */
export interface Room {
  readonly path: string;
  /** Paths of other rooms; a room's own files are always allowed. */
  readonly mayImport: readonly string[];
  /** The only packages allowed; absent: every package that no other rule forbids. */
  readonly packages?: readonly string[];
}

/** The room a file is in: the longest path that contains it. */
export function roomOf(path: string, rooms: readonly Room[]): Room | undefined {
  const containing = rooms.filter((room) => path === room.path || path.startsWith(`${room.path}/`));
  return containing.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** Imports that go upward or sideways, leave the table's packages, or can't be followed. */
export function wrongImports(files: readonly SourceFile[], rooms: readonly Room[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path, rooms);
    if (!room) return [`${file.path} is in no room: move it into one, or add its room to the table and say why`];
    return importsOf(file).flatMap((found) => {
      const wrong = wrongPackage(packageOf(found), room) ?? wrongTarget(targetOf(file, found), room, rooms);
      const unread =
        found.specifier === undefined && room.path !== 'tests' ? 'imports something computed: use a literal' : wrong;
      return unread === undefined ? [] : [`${file.path}:${found.line} ${unread}`];
    });
  });
}

function wrongPackage(name: string | undefined, { path, packages }: Room): string | undefined {
  if (name === undefined || packages === undefined || packages.includes(name)) return undefined;
  const allowed = packages.length > 0 ? packages.join(', ') : 'no package';
  return `imports ${name}: ${path} may use ${allowed}; take it as an argument or move the code up`;
}

function wrongTarget(target: string | undefined, room: Room, rooms: readonly Room[]): string | undefined {
  if (target === undefined) return undefined;
  // The web page has styles beside its sources.
  if (target.endsWith('.css')) return undefined;
  // The catalogue of compliance is data that the Nix side reads as well.
  if (!/\.(tsx?|json)$/.test(target)) return `imports ${target}: write the file's name with its .ts`;
  const other = roomOf(target, rooms);
  if (!other) return `imports ${target}, which is in no room`;
  if (other === room || room.mayImport.includes(other.path)) return undefined;
  const allowed = room.mayImport.length > 0 ? room.mayImport.join(', ') : 'nothing outside';
  return `imports ${target}: ${room.path} may import ${allowed}; move what both need into a room below`;
}
