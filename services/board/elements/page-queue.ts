import { oneAtATime } from './one-at-a-time.ts';

/** One page, and the call for the one after it. */
export interface Part<Item, Call> {
  readonly items: readonly Item[];
  readonly next: Call | undefined;
}

/** A list as far as it is fetched, or why it cannot be. */
export interface PagesSeen<Item> {
  /** Undefined: the first page is not here yet. */
  readonly items: readonly Item[] | undefined;
  readonly error: unknown;
  /** There is a page after them. */
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** The page after them was asked for, and is not here yet. */
  readonly isLoadingMore: boolean;
}

/** A list that is fetched page by page, and who is told. */
export interface PageQueueParts<Item, Call> {
  /** Gets the call for a page, or nothing for the first. */
  readonly load: (call: Call | undefined, signal: AbortSignal) => Promise<Part<Item, Call>>;
  readonly show: (news: Partial<PagesSeen<Item>>) => void;
  readonly signal: AbortSignal;
  /** A clock that only goes on, ms. */
  readonly now?: () => number;
}

/** What may be asked of a list; one thing at a time is done, so that no answer takes back what another has brought. */
export interface PageQueue {
  /** Fetches as many pages as are there anew; what was there stays until all of them are here. */
  readonly again: () => void;
  /** The same for who only looks whether there is news: not while something is fetched, and not before a rest as long as twice that took. */
  readonly glance: () => void;
  /** Fetches the page after them. */
  readonly more: () => void;
}

/** Fetches the first page of a list, and what it is asked for. */
export function pageQueue<Item, Call>(queueParts: PageQueueParts<Item, Call>): PageQueue {
  const { load, show, signal, now = () => performance.now() } = queueParts;
  let parts: readonly Part<Item, Call>[] = [];
  /** So many pages somebody wants to see. */
  let wanted = 1;
  /** All pages are to be fetched anew, also when only one was asked for and something failed before. */
  let isStale = true;
  /** When it may be glanced at again. */
  let restsUntil = Number.POSITIVE_INFINITY;

  async function fetched(count: number): Promise<void> {
    const kept = isStale ? [] : parts;
    isStale = false;
    const all = await upTo(count, kept);
    if (signal.aborted) return;
    parts = all;
    const hasMore = all.at(-1)?.next !== undefined;
    show({ items: all.flatMap(({ items }) => items), hasMore, error: undefined });
  }

  async function upTo(count: number, kept: readonly Part<Item, Call>[]): Promise<readonly Part<Item, Call>[]> {
    let all = kept;
    while (all.length < count && (all.length === 0 || all.at(-1)?.next !== undefined) && !signal.aborted)
      all = [...all, await load(all.at(-1)?.next, signal)];
    return all;
  }

  const ask = oneAtATime(async () => {
    const [count, began] = [wanted, now()];
    restsUntil = Number.POSITIVE_INFINITY;
    show({ isLoading: true, isLoadingMore: parts.length > 0 && count > parts.length });
    try {
      await fetched(count);
    } catch (error) {
      isStale = true;
      if (!signal.aborted) show({ error });
    } finally {
      restsUntil = now() + 2 * (now() - began);
      if (!signal.aborted) show({ isLoading: false, isLoadingMore: false });
    }
  }, signal);

  const again = () => {
    isStale = true;
    ask();
  };
  again();
  return {
    again,
    glance: () => void (now() >= restsUntil && again()),
    more() {
      if (parts.at(-1)?.next === undefined) return;
      wanted = parts.length + 1;
      show({ isLoadingMore: true });
      ask();
    },
  };
}
