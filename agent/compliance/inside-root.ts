import { join } from 'node:path';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * Where a file of the machine below `root` really is: absolute links lead to `root` and not out of it, as they would on the machine
 * itself (all of NixOS' `/etc` is such links). `linkAt` gives where a link leads, undefined for what is none.
 */
export async function insideRoot(
  root: string,
  file: string,
  linkAt: (path: string) => Promise<string | undefined>,
): Promise<string> {
  if (root === '/') return join('/', file);
  let left = file.split('/').filter(Boolean);
  let reached: readonly string[] = [];
  for (let links = 0; left.length > 0;) {
    const [name = '', ...rest] = left;
    left = rest;
    if (name === '.') continue;
    if (name === '..') {
      reached = reached.slice(0, -1);
      continue;
    }
    const target = await linkAt(join(root, ...reached, name));
    if (target === undefined) {
      reached = [...reached, name];
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw new Error(`${file} is too many links, one behind the other`);
    if (target.startsWith('/')) reached = [];
    left = [...target.split('/').filter(Boolean), ...rest];
  }
  return join(root, ...reached);
}
