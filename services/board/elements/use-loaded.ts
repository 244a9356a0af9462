import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { oneAtATime } from './one-at-a-time.ts';

/** Something that is fetched: what it last was, or why it is not there. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** Fetches it again; what was there stays until then. */
  readonly again: () => void;
}

/** Fetches something when the page is shown, whenever `inputs` change, and when it is asked to; not while `load` is undefined. */
export function useLoaded<T>(
  load: ((signal: AbortSignal) => Promise<T>) | undefined,
  inputs: readonly unknown[],
): Loaded<T> {
  const [state, setState] = useState<{ value: T | undefined; error: unknown }>({ value: undefined, error: undefined });
  const ask = useRef(() => {});
  useEffect(() => {
    if (load === undefined) return undefined;
    const leaving = new AbortController();
    const { signal } = leaving;
    ask.current = oneAtATime(
      () =>
        load(signal).then(
          (value) => signal.aborted || setState({ value, error: undefined }),
          (error: unknown) => signal.aborted || setState(({ value }) => ({ value, error })),
        ),
      signal,
    );
    ask.current();
    return () => leaving.abort();
  }, [...inputs, load === undefined]);
  const again = useCallback(() => ask.current(), []);
  return { ...state, again };
}
