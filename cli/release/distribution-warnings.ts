import type { ReleaseOrder } from '../../machines/release.ts';
import { isLoopback } from '../config/loopback.ts';
import type { DistributionFlags } from './chosen-distribution.ts';

/** What an operator should know of how closures will be brought away, before it is done. */
export function distributionWarnings(
  { distribution, cacheUrl, goal }: Pick<ReleaseOrder, 'distribution' | 'cacheUrl' | 'goal'>,
  flags: Pick<DistributionFlags, 'push-to'>,
  controlPlaneUrl: string,
): string[] {
  const isHook = distribution.way === 'hook';
  // On a trial nothing is brought anywhere.
  if (goal !== 'pushed') return [];
  return [
    ...(isHook && flags['push-to'] ? ['--push-to is not used: with --hook only the hook pushes'] : []),
    ...(isHook && !/\{\}|NIXFLEET_STORE_PATH/.test(distribution.command)
      ? ['the push hook does not mention the store path: {} in it would stand for it, and NIXFLEET_STORE_PATH has it']
      : []),
    ...(isHook && cacheUrl === null
      ? ['agents are not told where to fetch what the hook pushes: give --hook-url, or url in [cache.hook]']
      : []),
    ...(cacheUrl !== null && isOfThisMachine(cacheUrl) && !isLoopback(controlPlaneUrl)
      ? [`agents will look for closures at ${cacheUrl}, each on its own machine: is --cache-url meant?`]
      : []),
  ];
}

const isOfThisMachine = (url: string): boolean =>
  url.startsWith('file:') || isLoopback(url.replace(/^[a-z0-9+-]+:/, 'http:'));
