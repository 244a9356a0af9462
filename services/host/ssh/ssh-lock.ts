import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemRoot } from '../root.ts';

/** The longest that a keeper works without leaving a trace in the folder of its attempt: profile and boot default, 15 min each. */
const SILENCE_MS = 40 * 60_000;
const ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Whether a deployment over SSH is under way: it has its place, and has not come to its end. Reads nothing of what is written there,
 * for on macOS that is a user's.
 */
export async function isLockedOverSsh(root: SystemRoot, platform: NodeJS.Platform, now = Date.now()): Promise<boolean> {
  const all = await Promise.all((await places(root, platform)).map((place) => isTaken(place, now)));
  return all.includes(true);
}

/** Where keepers work: root's place, or on macOS that of the user who deploys. */
async function places({ folder }: SystemRoot, platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform !== 'darwin') return [join(folder, 'run/nixfleet-ssh')];
  const users = await readdir(join(folder, 'Users')).catch(() => []);
  return users.map((user) => join(folder, 'Users', user, '.cache/nixfleet-ssh'));
}

async function isTaken(place: string, now: number): Promise<boolean> {
  const id = await readlink(join(place, 'current')).catch(() => '');
  if (!ID.test(id)) return false;
  const attempt = join(place, `at-${id}`);
  const changed = await lstat(attempt).catch(() => undefined);
  if (changed === undefined || Math.abs(now - changed.mtimeMs) > SILENCE_MS) return false;
  return (await lstat(join(attempt, 'result')).catch(() => undefined)) === undefined;
}
