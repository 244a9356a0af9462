/** How it stands with what a page follows; `none`: it follows nothing. */
export type ConnectionState = 'none' | 'connecting' | 'connected' | 'lost';

/** What all feeds of a page have in common: whether what is shown is as it is now. */
export class Connection {
  readonly #feeds = new Map<object, Exclude<ConnectionState, 'none'>>();
  readonly #listeners = new Set<() => void>();

  /** The worst of all feeds. */
  get state(): ConnectionState {
    const states = [...this.#feeds.values()];
    return (['lost', 'connecting', 'connected'] as const).find((state) => states.includes(state)) ?? 'none';
  }

  /** A feed is so now. */
  tell(feed: object, state: Exclude<ConnectionState, 'none'>): void {
    this.#feeds.set(feed, state);
    this.#told();
  }

  /** A feed is followed no more. */
  forget(feed: object): void {
    this.#feeds.delete(feed);
    this.#told();
  }

  /** Hears of every change until it calls what it gets. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #told(): void {
    for (const listener of this.#listeners) listener();
  }
}
