import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { oneAtATime } from './one-at-a-time.ts';

/** A list of which so many pages have been fetched. */
export interface Pages<Item> {
  /** Undefined: the first page is not here yet. */
  readonly items: readonly Item[] | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  /** Fetches the next page; undefined: there is none. */
  readonly more: (() => void) | undefined;
  /** Fetches the first page anew; what was there stays until then. */
  readonly again: () => void;
}

/** One page, and the call for the one after it. */
interface Part<Item, Call> {
  readonly items: readonly Item[];
  readonly next: Call | undefined;
}

interface State<Item, Call> {
  readonly items: readonly Item[] | undefined;
  readonly next: Call | undefined;
  readonly error: unknown;
}

/** Fetches a list page by page, anew when `inputs` change; `load` gets the call for a page, or nothing for the first. */
export function usePages<Item, Call>(
  load: (call: Call | undefined, signal: AbortSignal) => Promise<Part<Item, Call>>,
  inputs: readonly unknown[],
): Pages<Item> {
  const [{ items, next, error }, setState] = useState<State<Item, Call>>(NOTHING);
  const [isLoading, setIsLoading] = useState(true);
  const leaving = useRef(new AbortController());
  const ask = useRef(() => {});
  const fetched = (call: Call | undefined, before: readonly Item[]): Promise<unknown> => {
    const { signal } = leaving.current;
    setIsLoading(true);
    return load(call, signal)
      .then(
        (part) => signal.aborted || setState({ items: [...before, ...part.items], next: part.next, error: undefined }),
        (failure: unknown) => signal.aborted || setState((last) => ({ ...last, error: failure })),
      )
      .finally(() => signal.aborted || setIsLoading(false));
  };
  useEffect(() => {
    leaving.current = new AbortController();
    ask.current = oneAtATime(() => fetched(undefined, []), leaving.current.signal);
    ask.current();
    return () => leaving.current.abort();
  }, [...inputs]);
  const again = useCallback(() => ask.current(), []);
  return { items, error, isLoading, again, more: next && (() => void fetched(next, items ?? [])) };
}

const NOTHING = { items: undefined, next: undefined, error: undefined };
