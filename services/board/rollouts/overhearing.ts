import type { FeedFrame } from '../../../machines/model/feed.ts';

/** What comes of a fetch, and what a feed said meanwhile: the answer may be older than that. */
export interface Overheard<T> {
  readonly answer: T;
  readonly heard: readonly FeedFrame[];
}

/** Keeps what a feed says while something is fetched, for each fetch that is on its way, and no longer. */
export class Overhearing {
  readonly #lists = new Set<FeedFrame[]>();

  /** The feed said this. */
  hear(frame: FeedFrame): void {
    for (const list of this.#lists) list.push(frame);
  }

  /** Fetches something, with what is heard until it is here. */
  async during<T>(fetch: () => Promise<T>): Promise<Overheard<T>> {
    const heard: FeedFrame[] = [];
    this.#lists.add(heard);
    try {
      return { answer: await fetch(), heard };
    } finally {
      this.#lists.delete(heard);
    }
  }
}
