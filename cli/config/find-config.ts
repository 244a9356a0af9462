import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import { isTrustedOwner, type User } from './owner.ts';

/** The name of a fleet's configuration file. */
export const CONFIG_NAME = '.nixfleet.toml';

/** Where a configuration file may be, nearest first: in a folder and in all above it. */
export function candidates(folder: string): readonly string[] {
  const parent = dirname(folder);
  return [join(folder, CONFIG_NAME), ...(parent === folder ? [] : candidates(parent))];
}

/** The file that counts in a folder: the first `.nixfleet.toml` there or above; a link to a file counts. Throws `BadConfig`. */
export const configPath = (folder: string): string | undefined => candidates(folder).find(isFile);

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    // It may be the one that counts: another further up must not be taken for it.
    throw new BadConfig(`cannot look at ${path}; name the file to use: --config <path>`, { path }, { cause: error });
  }
}

/**
 * Refuses a file that somebody else could have put where it was found: it names the server that gets our keys, and a command.
 * For a link, whoever made the link and whoever has its folder could. Throws `BadConfig`.
 */
export function assertOurs(path: string, user: User): void {
  const link = lstatSync(path);
  const parts = link.isSymbolicLink()
    ? [
        { of: path, uid: link.uid },
        { of: dirname(path), uid: statSync(dirname(path)).uid },
        { of: realpathSync(path), uid: statSync(path).uid },
      ]
    : [{ of: path, uid: link.uid }];
  const stray = parts.find(({ uid }) => !isTrustedOwner(uid, user));
  if (stray === undefined) return;
  throw new BadConfig(
    `${path} is not used: ${stray.of} belongs to another user (uid ${stray.uid}), who could make nixfleet send keys or run ` +
      `commands; if you trust it, name it: --config ${path}`,
    { path, owner: stray.uid },
  );
}
