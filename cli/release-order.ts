import type { ReleaseOrder } from '../machines/release.ts';
import type { Config } from './config.ts';
import type { Flags, ValuesOf } from './flags.ts';

/** The flags of every verb that makes a release. */
export const RELEASE_FLAGS = {
  flake: { kind: 'text', hint: 'ref', default: '.', says: 'Flake with the hosts' },
  hosts: { kind: 'list', hint: 'pattern', says: 'Hosts, by name or glob; default: all' },
  'push-to': { kind: 'text', hint: 'url', says: 'Binary cache to copy the closures to: file://, s3://, ssh://, …' },
  'cache-url': { kind: 'text', hint: 'url', says: 'Where agents fetch from; default: where it was pushed to' },
  'allow-partial': { kind: 'switch', says: 'Register the hosts that could be built when others fail' },
  'allow-dirty': { kind: 'switch', says: 'Release a working tree with changes that are not committed' },
  'dry-run': { kind: 'switch', says: 'Build and show, and neither push nor register anything' },
} as const satisfies Flags;

/** What the flags and the configuration together ask for. */
export function releaseOrder(
  flags: ValuesOf<typeof RELEASE_FLAGS>,
  config: Config,
  { tags, isEvalOnly }: { tags: readonly string[]; isEvalOnly: boolean },
): ReleaseOrder {
  const pushTo = isEvalOnly ? null : flags['push-to'] || config.pushTo || null;
  const isTrial = flags['dry-run'];
  return {
    flake: flags.flake,
    hosts: flags.hosts ?? ['*'],
    tags,
    goal: isEvalOnly ? 'evaluated' : pushTo === null || isTrial ? 'built' : 'pushed',
    pushTo,
    cacheUrl: flags['cache-url'] || config.cacheUrl || pushTo,
    isTrial,
    allowPartial: flags['allow-partial'],
  };
}
