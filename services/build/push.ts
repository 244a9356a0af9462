import { withoutSecrets } from '../host/cache-url.ts';
import { copyCommand } from '../host/nix-build.ts';
import type { Command } from '../host/process.ts';
import { nixSshEnv } from '../host/ssh/ssh-command.ts';
import { copied } from './push-copy.ts';
import type { StepOptions } from './step-options.ts';

/** Paths that could not be pushed, and why. */
export interface Unpushed {
  readonly paths: readonly string[];
  readonly reason: string;
}

/**
 * Copies paths to a cache, all in one go if that can be. If not, they are split until those that cannot be copied stand
 * alone. A reason that names no path is the cache's, and so is one that every part has: then nothing more is tried.
 */
export async function push(paths: readonly string[], url: string, options: StepOptions): Promise<Unpushed[]> {
  const reason = await pushed(paths, url, options);
  return reason === undefined ? [] : blamed({ paths, reason }, url, options);
}

async function blamed(failed: Unpushed, url: string, options: StepOptions): Promise<Unpushed[]> {
  const { paths, reason } = failed;
  if (paths.length < 2 || !reason.includes('/nix/store/')) return [failed];
  const middle = Math.ceil(paths.length / 2);
  const parts: Unpushed[] = [];
  for (const part of [paths.slice(0, middle), paths.slice(middle)]) {
    const why = await pushed(part, url, options);
    if (why !== undefined) parts.push({ paths: part, reason: why });
  }
  if (parts.length === 2 && parts.every((part) => part.reason === reason)) return [failed];
  const alone: Unpushed[] = [];
  for (const part of parts) alone.push(...(await blamed(part, url, options)));
  return alone;
}

async function pushed(paths: readonly string[], url: string, options: StepOptions): Promise<string | undefined> {
  const problem = await copied(pushCommand(paths, url), options);
  return problem === undefined ? undefined : withoutSecrets(`cannot push to ${url}: ${problem}`);
}

/** Copies paths to a URL; one that is reached over SSH is given up when it is gone. */
export const pushCommand = (paths: readonly string[], url: string): Command => ({
  ...copyCommand(paths, url),
  ...(/^ssh(-ng)?:/.test(url) && { env: nixSshEnv(process.env) }),
  about: { says: `push to ${withoutSecrets(url)}` },
});
