import { FleetError } from '../../machines/errors.ts';
import { cacheUrlOf } from '../../services/host/cache-url.ts';

/** Caches to look for closures in, once each, in this order; what may not be given to Nix as a cache is left out. */
export const cachesFor = (urls: readonly (string | null | undefined)[]): string[] => [
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
