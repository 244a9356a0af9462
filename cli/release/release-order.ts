import type { ReleaseOrder } from '../../machines/release.ts';
import type { Config } from '../config/config.ts';
import type { Flags, ValuesOf } from '../line/flags.ts';
import { BUILD_FLAGS } from './build-flags.ts';
import { chosenCacheUrl, chosenDistribution } from './chosen-distribution.ts';

/** The flags that say which hosts of which flake are meant. */
export const FLAKE_FLAGS = {
  flake: { kind: 'text', hint: 'ref', default: '.', says: 'Flake with the hosts', completes: 'folder' },
  hosts: { kind: 'list', hint: 'pattern', says: 'Hosts, by name or glob; default: *', completes: 'host' },
} as const satisfies Flags;

/** The flags of every verb that makes a release. */
export const RELEASE_FLAGS = {
  ...FLAKE_FLAGS,
  'push-to': { kind: 'text', hint: 'url', says: 'Binary cache to copy the closures to: file://, s3://, ssh://, …' },
  hook: { kind: 'switch', says: 'Push with the command of [cache.hook] instead of nix copy, once for each path' },
  'hook-push-cmd': {
    kind: 'text',
    hint: 'command',
    says: 'Push command of --hook, for sh; {} and NIXFLEET_STORE_PATH are the store path; default: push-cmd of [cache.hook]',
  },
  'hook-url': {
    kind: 'text',
    hint: 'url',
    says: 'Where agents fetch from after --hook; default: url of [cache.hook]',
  },
  copy: { kind: 'switch', says: 'Copy each closure to root@<host> over SSH; no cache is needed, macOS is left out' },
  'cache-url': {
    kind: 'text',
    hint: 'url',
    says: 'Where agents fetch from; default: [cache] url, else where it was pushed to',
  },
  'allow-partial': { kind: 'switch', says: 'Register the hosts that could be built when others fail' },
  'allow-dirty': { kind: 'switch', says: 'Release a working tree with changes that are not committed' },
  'dry-run': { kind: 'switch', says: 'Build and show, and neither push nor register anything' },
  ...BUILD_FLAGS,
} as const satisfies Flags;

/** What those flags forbid. */
export const RELEASE_CONFLICTS = [
  ['copy', 'push-to'],
  ['copy', 'hook'],
] as const;

/** What those flags need. */
export const RELEASE_NEEDS = [
  ['hook-push-cmd', 'hook'],
  ['hook-url', 'hook'],
] as const;

/** What the flags and the configuration together ask for. Throws `BadInput` for what could not be pushed or fetched. */
export function releaseOrder(
  flags: ValuesOf<typeof RELEASE_FLAGS>,
  config: Config,
  { tags, isEvalOnly }: { tags: readonly string[]; isEvalOnly: boolean },
): ReleaseOrder {
  const chosen = chosenDistribution(flags, config);
  const isTrial = flags['dry-run'];
  return {
    flake: flags.flake,
    hosts: flags.hosts ?? ['*'],
    tags,
    goal: isEvalOnly ? 'evaluated' : chosen.way === 'none' || isTrial ? 'built' : 'pushed',
    // What is only evaluated is in the cache already, so that agents are told of it as if it had been pushed now.
    distribution: isEvalOnly ? { way: 'none' } : chosen,
    cacheUrl: chosenCacheUrl(flags, config, chosen),
    isTrial,
    allowPartial: flags['allow-partial'],
  };
}
