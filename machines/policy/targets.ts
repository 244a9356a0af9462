import { BadInput } from '../errors.ts';
import type { Lifecycle } from '../model/machine.ts';
import type { SkippedMachine } from '../model/rollout.ts';
import { cutText } from './agent-message.ts';
import { matching, unmatched as unmatchedIn } from './globs.ts';

/** A machine that a rollout's target names; `lifecycle` null: it was never registered. */
export interface Candidate {
  readonly machineId: string;
  readonly lifecycle: Lifecycle | null;
}

/** Why a path is not sent to a machine again. */
export interface FailedBefore {
  readonly rolloutId: string;
  readonly reason: string;
}

/** What a target means. */
export interface Named {
  readonly candidates: readonly Candidate[];
  /** Patterns that no registered machine matches. */
  readonly unmatched: readonly string[];
}

/** Who takes part, and who does not and why. */
export interface Targets {
  readonly machineIds: string[];
  readonly skipped: SkippedMachine[];
}

/** Whether a host of a target is a pattern: only `*` is special. */
export const isGlob = (host: string): boolean => host.includes('*');

/** Each is looked for among all machines. */
const PATTERNS = 64;

/**
 * The machines that hosts mean, once each and in the order given: names as they are (`exact`), patterns among those
 * `registered`. Throws `BadInput` for too many patterns.
 */
export function namedBy(
  hosts: readonly string[],
  exact: readonly Candidate[],
  registered: readonly Candidate[],
): Named {
  const wanted = [...new Set(hosts)];
  const patterns = wanted.filter(isGlob).length;
  if (patterns > PATTERNS)
    throw new BadInput(
      `the target has ${patterns} patterns, at most ${PATTERNS} are allowed; name the machines, or use tags`,
    );
  const known = new Map([...registered, ...exact].map((found) => [found.machineId, found]));
  const candidates = new Map<string, Candidate>();
  const unmatched: string[] = [];
  const [matched, left] = [new Set<string>(), new Set(registered.map(idOf))];
  const add = (machineId: string) => candidates.set(machineId, known.get(machineId) ?? { machineId, lifecycle: null });
  for (const host of wanted) {
    if (!isGlob(host)) {
      add(host);
      continue;
    }
    const found = matching([...left], [host]);
    if (found.length === 0) unmatched.push(...unmatchedIn([...matched], [host]));
    for (const id of found) {
      left.delete(id);
      matched.add(id);
      add(id);
    }
  }
  return { candidates: [...candidates.values()], unmatched };
}

/**
 * The machines of a target that can take part: active (or not registered yet), in the release, and not such on which the
 * release's path has failed before (`failed`). Duplicates are merged, the order is kept.
 */
export function targetsOf(
  { candidates, unmatched }: Named,
  inRelease: (machineId: string) => boolean,
  failed: ReadonlyMap<string, FailedBefore>,
): Targets {
  const targets: Targets = { machineIds: [], skipped: [] };
  for (const candidate of new Map(candidates.map((found) => [found.machineId, found])).values()) {
    const reason = whyLeftOut(candidate, inRelease, failed);
    if (reason === undefined) targets.machineIds.push(candidate.machineId);
    else targets.skipped.push({ machine_id: candidate.machineId, reason });
  }
  for (const pattern of unmatched) targets.skipped.push({ machine_id: pattern, reason: 'matches no machine' });
  return targets;
}

function whyLeftOut(
  { machineId, lifecycle }: Candidate,
  inRelease: (machineId: string) => boolean,
  failed: ReadonlyMap<string, FailedBefore>,
): string | undefined {
  if (lifecycle !== null && lifecycle !== 'active') return `is in lifecycle state ${lifecycle}`;
  if (!inRelease(machineId)) return 'is not in the release';
  const before = failed.get(machineId);
  if (before === undefined) return undefined;
  return `the same path failed on it in rollout ${before.rolloutId} (${cutText(before.reason, 200)}); send it again with --retry`;
}

const idOf = ({ machineId }: Candidate): string => machineId;
