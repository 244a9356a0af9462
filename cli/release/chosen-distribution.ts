import { BadInput } from '../../machines/errors.ts';
import type { Distribution } from '../../machines/model/distribution.ts';
import type { Settings } from '../config/settings.ts';
import { agentUrlOf, fetchUrlFor, pushUrlOf } from './push-url.ts';

/** The flags that say how closures get to where agents can have them. */
export interface DistributionFlags {
  readonly 'push-to': string | undefined;
  readonly hook: boolean;
  readonly 'hook-push-cmd': string | undefined;
  readonly 'hook-url': string | undefined;
  readonly copy: boolean;
  readonly 'cache-url': string | undefined;
}

/** What the file says of it. */
export type DistributionSettings = Pick<Settings, 'pushTo' | 'cacheUrl' | 'hookUrl' | 'hookPushCmd'>;

const LONGEST_COMMAND = 64 * 1024;

/**
 * How closures are brought away: a flag beats the file, and of the flags `--hook` beats `--push-to`. Throws `BadInput` for
 * a URL or a command that cannot be.
 */
export function chosenDistribution(flags: DistributionFlags, file: DistributionSettings): Distribution {
  if (flags.hook) return { way: 'hook', command: hookCommandOf(flags['hook-push-cmd'] || file.hookPushCmd || '') };
  if (flags['push-to']) return { way: 'cache', url: pushUrlOf(flags['push-to'], '--push-to') };
  if (flags.copy) return { way: 'targets' };
  if (file.pushTo) return { way: 'cache', url: pushUrlOf(file.pushTo, 'push-to of [cache]') };
  return { way: 'none' };
}

/** Where agents are told to fetch from; null: they must find the closures by themselves. Throws `BadInput`. */
export function chosenCacheUrl(
  flags: DistributionFlags,
  file: DistributionSettings,
  distribution: Distribution,
): string | null {
  const said = flagUrl(flags, file);
  if (said !== undefined) return said;
  if (file.cacheUrl) return agentUrlOf(file.cacheUrl, 'url of [cache]');
  return distribution.way === 'cache' ? fetchUrlFor(distribution.url) : null;
}

/** Where this time agents are to fetch from, whatever the release says; undefined: as it says. Throws `BadInput`. */
export function flagUrl(
  flags: Pick<DistributionFlags, 'hook' | 'hook-url' | 'cache-url'>,
  file: DistributionSettings,
): string | undefined {
  if (flags['cache-url']) return agentUrlOf(flags['cache-url'], '--cache-url');
  if (!flags.hook) return undefined;
  if (flags['hook-url']) return agentUrlOf(flags['hook-url'], '--hook-url');
  return file.hookUrl ? agentUrlOf(file.hookUrl, 'url of [cache.hook]') : undefined;
}

function hookCommandOf(command: string): string {
  if (command.trim() === '')
    throw new BadInput(
      '--hook needs a command that pushes a store path: give --hook-push-cmd, or push-cmd in [cache.hook] of .nixfleet.toml, such as "attic push fleet {}"',
    );
  // The text itself may hold a token: it is in no message.
  if (command.includes('\0') || command.length > LONGEST_COMMAND)
    throw new BadInput(`the push command of --hook has a NUL character, or more than ${LONGEST_COMMAND} characters`);
  return command;
}
