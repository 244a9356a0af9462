import type { FlakeHost } from '../../machines/model/flake.ts';
import { halvesOf } from './plan.ts';
import type { EvaluatedHost, RefusedHost } from './protocol.ts';

/** What came of evaluating hosts. */
export interface Evaluation {
  readonly hosts: readonly EvaluatedHost[];
  readonly refused: readonly RefusedHost[];
}

/** Tries to evaluate hosts together; a text is why that failed for all of them. */
export type Attempt = (hosts: readonly FlakeHost[]) => Promise<Evaluation | string>;

/**
 * Evaluates the parts of hosts that failed together, and theirs, until a host that cannot be evaluated stands alone: it is
 * refused with its reason, and the others are there. One bad host among n costs 2 log n attempts, on 2 n + log n
 * hosts in sum at most.
 */
export async function blame(hosts: readonly FlakeHost[], reason: string, attempt: Attempt): Promise<Evaluation> {
  const [only] = hosts;
  if (only && hosts.length === 1) return { hosts: [], refused: [{ name: only.name, step: 'evaluating', reason }] };
  const parts: Evaluation[] = [];
  for (const half of halvesOf(hosts)) {
    const answer = await attempt(half);
    parts.push(typeof answer === 'string' ? await blame(half, answer, attempt) : answer);
  }
  return joined(parts);
}

/** Several evaluations as one. */
export const joined = (parts: readonly Evaluation[]): Evaluation => ({
  hosts: parts.flatMap(({ hosts }) => hosts),
  refused: parts.flatMap(({ refused }) => refused),
});
