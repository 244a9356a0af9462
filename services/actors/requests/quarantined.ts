import type { Unit } from '../../store/unit.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** More than these nobody reads. */
const MOST = 1000;

/** The longest that is told of a reason. */
const PROBLEM_LENGTH = 1000;

/** The actors whose stored state cannot be used, by address; at most 1,000. */
export function listQuarantined({ quarantined }: Turn<Unit>): Requests['listQuarantined']['output'] {
  return [...quarantined]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MOST)
    .map(([address, problem]) => ({ address, problem: problem.slice(0, PROBLEM_LENGTH) }));
}
