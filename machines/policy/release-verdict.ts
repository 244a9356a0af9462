import type { Failure } from '../errors.ts';
import { matching } from './globs.ts';
import { listed } from './listed.ts';
import { failedHosts, madeEntries, type ReleaseHosts } from './release-hosts.ts';

/** Why no release comes of a flake with these hosts; null when some match the patterns. */
export function selectionProblem(hosts: readonly string[], patterns: readonly string[]): Failure | null {
  if (hosts.length === 0) {
    return refusal('no nixosConfigurations or darwinConfigurations found in the flake; check --flake');
  }
  if (matching(hosts, patterns).length > 0) return null;
  return refusal(`no host matches ${patterns.join(',')}; the flake has ${listed(hosts)}`);
}

/** Why what was made cannot be released; null when it can, with a part of the hosts only if that is allowed. */
export function makingProblem(hosts: ReleaseHosts, tags: readonly string[], allowPartial: boolean): Failure | null {
  const failed = failedHosts(hosts).map(({ name }) => name);
  const made = madeEntries(hosts).length;
  if (failed.length === 0 && made === 0) return refusal(`no selected host has a tag of ${tags.join(',')}`);
  if (failed.length === 0 || (allowPartial && made > 0)) return null;
  const those = `${failed.length} of ${failed.length + made} hosts failed: ${listed(failed)}`;
  if (made === 0) return refusal(`${those}. Nothing was registered`);
  return refusal(`${those}. Nothing was registered; mend them, or release the other ${made} with --allow-partial`);
}

const refusal = (message: string): Failure => ({ code: 'BAD_INPUT', message });
