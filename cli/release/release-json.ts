import { failedHosts, madeEntries } from '../../machines/policy/release-hosts.ts';
import type { ReleaseOrder, ReleaseResult } from '../../machines/release.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';

/** A release as `release create --json` prints it: `id` is null after a trial, `failed` are the hosts that it goes without. */
export function releaseJson({ releaseId, source, hosts }: ReleaseResult, { flake, cacheUrl }: ReleaseOrder) {
  const entries = madeEntries(hosts);
  return {
    id: releaseId,
    host_count: entries.length,
    flake_ref: withoutSecrets(flake),
    flake_rev: source?.revision ?? null,
    cache_url: cacheUrl,
    entries,
    failed: failedHosts(hosts).map(({ name, step, reason }) => ({ hostname: name, step, reason })),
  };
}
