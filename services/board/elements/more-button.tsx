import type { Pages } from './use-pages.ts';

/** Asks for the next page of a list; nothing where there is none. */
export function MoreButton({ pages, what }: { readonly pages: Pages<unknown>; readonly what: string }) {
  if (pages.more === undefined) return null;
  return (
    <button type="button" onClick={pages.more} disabled={pages.isLoadingMore}>
      {pages.isLoadingMore ? 'Loading…' : `More ${what}`}
    </button>
  );
}
