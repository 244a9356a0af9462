import type { CreateRelease } from '../../machines/model/release.ts';

/** A release that has another path for each of these machines; short ones, so that 10,000 fit into one request. */
export const releaseBody = (machines: readonly string[], version: number): CreateRelease => ({
  entries: machines.map((hostname) => ({
    hostname,
    store_path: `/nix/store/${version}-${hostname}`,
    platform: 'none',
    tags: [],
  })),
});
