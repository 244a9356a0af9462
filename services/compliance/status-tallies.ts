import type { StatusCounts } from '../../machines/model/compliance.ts';
import { BADNESS } from './article-marks.ts';

const WIDTH = Object.keys(BADNESS).length;

/** Machines by how they came out, of some things: numbers, for a fleet adds millions of them. */
export class StatusTallies {
  readonly #counts: Uint32Array;

  constructor(things: number) {
    this.#counts = new Uint32Array(things * WIDTH);
  }

  /** Counts a machine. */
  add(thing: number, badness: number): void {
    const at = thing * WIDTH + badness;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** As they go over the wire, among so many machines: those that were not counted are unjudged. */
  counts(thing: number, machines: number): StatusCounts {
    const of = (status: keyof typeof BADNESS): number => this.#counts[thing * WIDTH + BADNESS[status]] ?? 0;
    const judged = {
      compliant: of('compliant'),
      non_compliant: of('non-compliant'),
      error: of('error'),
      exempt: of('exempt'),
    };
    const { compliant, non_compliant, error, exempt } = judged;
    return { ...judged, unjudged: machines - compliant - non_compliant - error - exempt };
  }
}
