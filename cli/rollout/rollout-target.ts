import { BadInput } from '../../machines/errors.ts';
import type { RolloutTarget } from '../../machines/model/rollout.ts';
import { matching, unmatched } from '../../machines/policy/globs.ts';
import { listed } from '../../machines/policy/listed.ts';

/** Which machines the operator named; undefined: not said. */
export interface Selection {
  readonly hosts: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
}

/** A target that the control plane understands, and the patterns that mean none of the release. */
export interface ChosenTarget {
  readonly target: RolloutTarget;
  readonly unmatched: readonly string[];
}

/**
 * Globs are expanded against the release's hosts; null: it may not be read, and names are taken as they are. Tags alone are
 * left to the control plane, which knows the machines' present ones; with hosts, `tagged` are the machines that have all of them.
 */
export function rolloutTarget(
  { hosts, tags }: Selection,
  released: readonly string[] | null,
  tagged: readonly string[],
): ChosenTarget {
  if (tags && !hosts) return { target: { tags: [...new Set(tags)] }, unmatched: [] };
  const patterns = hosts ?? ['*'];
  const named = matching(released ?? [...new Set(patterns)], patterns);
  const chosen = tags ? named.filter((name) => tagged.includes(name)) : named;
  if (chosen.length === 0) {
    const which = [
      ...(hosts ? [`matches ${patterns.join(',')}`] : []),
      ...(tags ? [`has the tags ${tags.join(',')}`] : []),
    ];
    throw new BadInput(
      `no machine of the release ${which.join(' and ') || 'is there'}; it has ${listed(released ?? []) || 'no hosts'}`,
    );
  }
  return { target: { hosts: chosen }, unmatched: unmatched(released ?? patterns, patterns) };
}
