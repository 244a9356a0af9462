import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const AUTO_ROOTS = '/nix/var/nix/gcroots/auto';

/** The collector's links into a folder: what is in it keeps store paths alive. */
export function rootsIn(folder: string): string[] {
  const links = readdirSync(AUTO_ROOTS, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  return links.map(({ name }) => join(AUTO_ROOTS, name)).filter((link) => targetOf(link).startsWith(`${folder}/`));
}

/** Takes the links into a folder away. Those that only the Nix daemon may remove are left to its next collection. */
export function removeRootsIn(folder: string): void {
  for (const link of rootsIn(folder)) {
    try {
      rmSync(link);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
    }
  }
}

/** Other runs of Nix come and go while we look. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
