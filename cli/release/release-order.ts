import type { Distribution } from '../../machines/model/distribution.ts';
import type { ReleaseOrder } from '../../machines/release.ts';
import type { Config } from '../config/config.ts';
import type { Flags, ValuesOf } from '../line/flags.ts';
import { BUILD_FLAGS } from './build-flags.ts';

/** The flags that say which hosts of which flake are meant. */
export const FLAKE_FLAGS = {
  flake: { kind: 'text', hint: 'ref', default: '.', says: 'Flake with the hosts', completes: 'folder' },
  hosts: { kind: 'list', hint: 'pattern', says: 'Hosts, by name or glob; default: all', completes: 'host' },
} as const satisfies Flags;

/** The flags of every verb that makes a release. */
export const RELEASE_FLAGS = {
  ...FLAKE_FLAGS,
  'push-to': { kind: 'text', hint: 'url', says: 'Binary cache to copy the closures to: file://, s3://, ssh://, …' },
  hook: { kind: 'switch', says: 'Push with the command of [cache.hook] instead of nix copy' },
  'hook-push-cmd': { kind: 'text', hint: 'command', says: 'Push command of --hook; {} is the store path' },
  'hook-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from after --hook' },
  copy: { kind: 'switch', says: 'Copy each closure to its host over SSH; no cache is needed' },
  'cache-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from; default: where it was pushed to' },
  'allow-partial': { kind: 'switch', says: 'Register the hosts that could be built when others fail' },
  'allow-dirty': { kind: 'switch', says: 'Release a working tree with changes that are not committed' },
  'dry-run': { kind: 'switch', says: 'Build and show, and neither push nor register anything' },
  ...BUILD_FLAGS,
} as const satisfies Flags;

/** What those flags forbid. */
export const RELEASE_CONFLICTS = [['copy', 'push-to']] as const;

/** What those flags need. */
export const RELEASE_NEEDS = [
  ['hook-push-cmd', 'hook'],
  ['hook-url', 'hook'],
] as const;

/** What the flags and the configuration together ask for. */
export function releaseOrder(
  flags: ValuesOf<typeof RELEASE_FLAGS>,
  config: Config,
  { tags, isEvalOnly }: { tags: readonly string[]; isEvalOnly: boolean },
): ReleaseOrder {
  const pushTo = isEvalOnly ? null : flags['push-to'] || config.pushTo || null;
  const distribution: Distribution = pushTo === null ? { way: 'none' } : { way: 'cache', url: pushTo };
  const isTrial = flags['dry-run'];
  return {
    flake: flags.flake,
    hosts: flags.hosts ?? ['*'],
    tags,
    goal: isEvalOnly ? 'evaluated' : pushTo === null || isTrial ? 'built' : 'pushed',
    distribution,
    cacheUrl: flags['cache-url'] || config.cacheUrl || pushTo,
    isTrial,
    allowPartial: flags['allow-partial'],
  };
}
