import { FleetError } from '../../machines/errors.ts';
import { cacheUrlOf } from '../../services/host/cache-url.ts';
import type { Config } from '../config/config.ts';

/** Who may name a cache. */
export interface CacheOrder {
  /** `--cache-url`. */
  readonly flag: string | undefined;
  /** Where the release says that it is; undefined: it is none yet. */
  readonly release?: { readonly cacheUrl: string | null } | undefined;
  readonly config: Pick<Config, 'cacheUrl' | 'hookUrl' | 'pushTo'>;
}

/** Where closures are looked for, the most likely first. What is no release yet may be where the last one was pushed to. */
export const cachesFor = ({ flag, release, config: { cacheUrl, hookUrl, pushTo } }: CacheOrder): string[] =>
  usableCaches(release ? [flag, release.cacheUrl, cacheUrl] : [flag, cacheUrl, hookUrl, pushTo]);

/** Caches to look for closures in, once each, in this order; what may not be given to Nix as a cache is left out. */
export const usableCaches = (urls: readonly (string | null | undefined)[]): string[] => [
  ...new Set(urls.filter((url) => typeof url === 'string' && url !== '' && isCache(url)).map(String)),
];

/** A URL to push to may name keys and programs of this machine: nothing is read from there. */
function isCache(url: string): boolean {
  try {
    return cacheUrlOf(url) === url;
  } catch (error) {
    if (error instanceof FleetError) return false;
    throw error;
  }
}
