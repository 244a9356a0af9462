import type { Machine } from '../machine.ts';

/** More is no list of files that somebody means. */
const MOST = 1000;

/** The files that a pattern such as `/var/lib/acme/*\/cert.pem` names, sorted: `*`, `?` and `[a-z]` stand for anything but `/` (glob(7)). */
export async function matchingFiles(machine: Machine, pattern: string): Promise<readonly string[]> {
  let found: readonly string[] = [''];
  for (const part of pattern.split('/').filter(Boolean)) {
    const next = await Promise.all(found.map((folder) => entriesLike(machine, folder, part)));
    found = next.flat();
    if (found.length > MOST) throw new Error(`${pattern} names more than ${MOST} files`);
  }
  const facts = await Promise.all(found.map((file) => machine.facts(file)));
  return found.filter((_, index) => facts[index]?.isDirectory === false);
}

async function entriesLike(machine: Machine, folder: string, part: string): Promise<readonly string[]> {
  if (!isPattern(part)) return [`${folder}/${part}`];
  const like = patternOf(part);
  // As shells and sshd have it: a name with a dot before it wants to be named so.
  const names = (await machine.names(folder || '/')) ?? [];
  return names
    .filter((name) => like.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map((name) => `${folder}/${name}`);
}

/** Whether a path names what there is of a kind, and not one file. */
export const isPattern = (path: string): boolean => /[*?]|\[[^/]+\]/.test(path);

/** What shells and sshd's `Include` take; an open bracket without its end stands for itself. */
function patternOf(part: string): RegExp {
  const pieces = [...part.matchAll(/\[([!^]?)(\]?[^\]]*)\]|[^]/g)].map(([piece, not, letters]) => {
    if (letters !== undefined && letters !== '') return `[${not ? '^' : ''}${letters.replaceAll(/[\\\][^]/g, '\\$&')}]`;
    if (piece === '*') return '.*';
    return piece === '?' ? '.' : piece.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${pieces.join('')}$`);
}
