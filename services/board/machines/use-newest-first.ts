import { useEffect, useRef, useState } from 'preact/hooks';

/** A list of the API that grows at its top. */
export interface NewestFirst<Item> {
  /** Newest first; undefined: nothing has come yet. */
  readonly items: readonly Item[] | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly hasOlder: boolean;
  readonly older: () => void;
  /** Looks for newer ones; what is there stays. */
  readonly refresh: () => void;
}

/** A page of it, and what the next, older one is asked for with. */
export interface OlderPage<Item, Call> {
  readonly items: readonly Item[];
  readonly next: Call | undefined;
}

/** So many pages may have come since one looked last: a longer hole is not filled. */
const MOST_PAGES = 10;
/** A list that has become longer begins anew: the page may be open for weeks. */
const MOST_ITEMS = 10_000;

/** Loads a list that grows at its top: the newest page at first, newer and older ones when asked. Items have an `id` that grows. */
export function useNewestFirst<Item extends { readonly id: number }, Call>(
  load: (call: Call | undefined) => Promise<OlderPage<Item, Call>>,
): NewestFirst<Item> {
  const [items, setItems] = useState<readonly Item[]>();
  const [error, setError] = useState<unknown>();
  const [isLoading, setIsLoading] = useState(false);
  const next = useRef<Call | undefined>(undefined);
  const known = useRef<ReadonlyMap<number, Item>>(new Map());
  const isBusy = useRef(false);
  const isGone = useRef(false);
  const isAskedAgain = useRef(false);
  const alone = (deed: () => Promise<void>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setIsLoading(true);
    deed()
      .then(
        () => setError(undefined),
        (failure: unknown) => isGone.current || setError(failure),
      )
      .finally(() => {
        isBusy.current = false;
        if (isGone.current) return;
        setIsLoading(false);
        if (!isAskedAgain.current) return;
        isAskedAgain.current = false;
        refresh();
      });
  };
  const add = (more: readonly Item[]) => {
    known.current = new Map([...known.current, ...more.map((item) => [item.id, item] as const)]);
    if (!isGone.current) setItems([...known.current.values()].toSorted((a, b) => b.id - a.id));
  };
  const refresh = () => {
    // What came after the question that is under way is not in its answer.
    if (isBusy.current) isAskedAgain.current = true;
    alone(async () => {
      if (known.current.size > MOST_ITEMS) known.current = new Map();
      const before = known.current;
      let page = await load(undefined);
      for (let pages = 1; ; pages++) {
        add(page.items);
        const meets = before.size === 0 || page.items.some(({ id }) => before.has(id));
        // The first look begins the list; later ones only fill it from above.
        if (before.size === 0) next.current = page.next;
        if (meets || page.next === undefined || pages === MOST_PAGES) return;
        page = await load(page.next);
      }
    });
  };
  const older = () =>
    alone(async () => {
      if (next.current === undefined) return;
      const page = await load(next.current);
      next.current = page.next;
      add(page.items);
    });
  useEffect(() => {
    isGone.current = false;
    refresh();
    return () => void (isGone.current = true);
  }, []);
  return { items, error, isLoading, hasOlder: next.current !== undefined, older, refresh };
}
