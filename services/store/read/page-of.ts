import type { Page } from '../../../machines/model/page.ts';

/** A page of rows of which one more than `limit` was asked for, to see whether there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, cursor }: { readonly item: (row: Row) => Item; readonly cursor: (row: Row) => string },
): Page<Item> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(item), ...(last !== undefined && { next: cursor(last) }) };
}
