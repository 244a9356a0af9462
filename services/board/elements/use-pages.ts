import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { pageQueue, type PageQueue, type PageQueueParts, type PagesSeen } from './page-queue.ts';

/** A list of which so many pages have been fetched. */
export interface Pages<Item> extends Omit<PagesSeen<Item>, 'hasMore'> {
  /** Fetches the next page; undefined: there is none. */
  readonly more: (() => void) | undefined;
  /** Fetches all pages that are here anew; what was there stays until then. */
  readonly again: () => void;
  /** The same for who looks every few seconds: it asks no more of a control plane than that can do. */
  readonly glance: () => void;
}

/** Fetches a list page by page, anew when `inputs` change; `load` gets the call for a page, or nothing for the first. */
export function usePages<Item, Call>(
  load: PageQueueParts<Item, Call>['load'],
  inputs: readonly unknown[],
): Pages<Item> {
  const [{ hasMore, ...seen }, setSeen] = useState<PagesSeen<Item>>(NOTHING);
  const queue = useRef<PageQueue>(undefined);
  useEffect(() => {
    const leaving = new AbortController();
    const show = (news: Partial<PagesSeen<Item>>) => setSeen((before) => ({ ...before, ...news }));
    queue.current = pageQueue({ load, show, signal: leaving.signal });
    return () => leaving.abort();
  }, [...inputs]);
  const again = useCallback(() => queue.current?.again(), []);
  const glance = useCallback(() => queue.current?.glance(), []);
  const more = useCallback(() => queue.current?.more(), []);
  return { ...seen, again, glance, more: hasMore ? more : undefined };
}

const NOTHING = { items: undefined, error: undefined, hasMore: false, isLoading: true, isLoadingMore: false };
