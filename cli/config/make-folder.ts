import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from '../../services/host/error-code.ts';

/**
 * Makes a folder of this user, and those above it that are missing. Not by `recursive`: Node tries for ever where a folder that is
 * there has no room for others, as in `/proc`.
 */
export function makeFolder(path: string): void {
  const parent = dirname(path);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'ENOENT') || existsSync(parent)) throw error;
    makeFolder(parent);
    makeIn(path);
  }
}

/** Somebody else may have made it meanwhile. */
function makeIn(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}
