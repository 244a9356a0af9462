import type { NixEvent } from './nix-event.ts';

/** How far a fetch is; a total of 0 bytes: unknown. */
export interface FetchProgress {
  readonly pathsDone: number;
  readonly pathsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

interface Running {
  readonly work: string;
  readonly subject: string;
  done: number;
  expected: number;
}

/** Counts what one Nix command brings into the store. */
export class FetchTally {
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #running = new Map<number, Running>();
  readonly #copied = new Map<string, number>();
  #copiesExpected = 0;

  /** `sizes`: the paths that are missing, with their bytes; none when that is not known. */
  constructor(sizes: ReadonlyMap<string, number> = new Map()) {
    this.#sizes = sizes;
  }

  /** Takes what Nix said; whether it is a sign of progress. Nix repeats its counts while it waits: that is none. */
  add(event: NixEvent): boolean {
    switch (event.type) {
      case 'started':
        this.#running.set(event.id, { work: event.work, subject: event.subject, done: 0, expected: 0 });
        return true;
      case 'progressed':
        return this.#hasMoved(event);
      case 'ended':
        this.#end(event.id);
        return true;
      case 'logged':
        return true;
      case 'said':
      case 'failed':
        return false;
    }
  }

  get progress(): FetchProgress {
    const copies = this.#at('copy');
    const sizes = copies.map(({ subject, expected }) => this.#sizes.get(subject) ?? expected);
    // Nix before 2.9 counts no bytes of a copy, but those of the file that it downloads for it.
    const arrived = Math.max(
      sumOf(copies.map(({ done }) => done)),
      sumOf(this.#at('download').map(({ done }) => done)),
    );
    return {
      pathsDone: this.#copied.size,
      pathsTotal: Math.max(this.#sizes.size, this.#copiesExpected, this.#copied.size + copies.length),
      bytesDone: sumOf(this.#copied.values()) + Math.min(arrived, sumOf(sizes)),
      bytesTotal: sumOf(this.#sizes.values()),
    };
  }

  #hasMoved({ id, done, expected }: { id: number; done: number; expected: number }): boolean {
    const running = this.#running.get(id);
    if (running === undefined || (running.done === done && running.expected === expected)) return false;
    running.done = done;
    running.expected = expected;
    if (running.work === 'copies') this.#copiesExpected = Math.max(this.#copiesExpected, expected);
    return true;
  }

  #end(id: number): void {
    const ended = this.#running.get(id);
    this.#running.delete(id);
    if (ended?.work === 'copy') this.#copied.set(ended.subject, this.#sizes.get(ended.subject) ?? ended.expected);
  }

  #at(work: string): Running[] {
    return [...this.#running.values()].filter((running) => running.work === work);
  }
}

const sumOf = (numbers: Iterable<number>): number => {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
};
