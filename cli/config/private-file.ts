import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { BadConfig } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { isTrustedOwner, type User } from './owner.ts';

const MOST_BYTES = 1024 * 1024;

/**
 * The text of a file that holds secrets; undefined: there is none. Throws `BadConfig` when it cannot be read, when others can, or
 * when it belongs to somebody else. `what` names it in the error.
 */
export function privateText(path: string, what: string, user: User): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw unreadable(path, what, error);
  }
  try {
    const { uid, mode, size } = fstatSync(file);
    if (!isTrustedOwner(uid, user)) {
      throw new BadConfig(`${what} ${path} belongs to another user (uid ${uid}) and is not used: chown it`, { path });
    }
    if (user.uid !== undefined && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(3, '0');
      throw new BadConfig(`${what} ${path} can be read by others (mode ${shown}) and is not used: chmod 600 ${path}`, {
        path,
      });
    }
    if (size > MOST_BYTES) throw new BadConfig(`${what} ${path} is too long to be one`, { path });
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof BadConfig ? error : unreadable(path, what, error);
  } finally {
    closeSync(file);
  }
}

const unreadable = (path: string, what: string, cause: unknown): BadConfig =>
  new BadConfig(
    `cannot read ${what} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { path },
    { cause },
  );
