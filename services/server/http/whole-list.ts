import type { Page } from '../../../machines/model/page.ts';

/** All of a list that v0.1.1 gives whole: the first page, and those after it as they are asked for. */
export interface WholeList<Item> {
  readonly first: Page<Item>;
  readonly rest: Iterable<Page<Item>>;
}

/** What reads a list. */
export interface ListParts<Item> {
  /** The page after a cursor; undefined: the first. */
  readonly page: (after: string | undefined) => Page<Item>;
  /** A later page could not be read; the connection ends, so that nobody takes a part for the whole. */
  readonly broken: (error: unknown) => void;
}

/** Reads the first page now, so that what is wrong with the database is still an answer, and the others when asked. */
export function wholeList<Item>(parts: ListParts<Item>): WholeList<Item> {
  const first = parts.page(undefined);
  return { first, rest: restOf(first.next, parts) };
}

function* restOf<Item>(from: string | undefined, { page, broken }: ListParts<Item>): Iterable<Page<Item>> {
  try {
    for (let after = from; after !== undefined;) {
      const further = page(after);
      yield further;
      after = further.next;
    }
  } catch (error) {
    broken(error);
    throw error;
  }
}

/** A list as JSON, a page a piece: nobody has to hold all of it for a reader who does not read. */
export function* listText({ first, rest }: WholeList<unknown>): Iterable<string> {
  yield `[${itemsText(first)}`;
  for (const page of rest) if (page.items.length > 0) yield `,${itemsText(page)}`;
  yield ']';
}

/** The items of a page without the brackets. */
const itemsText = ({ items }: Page<unknown>): string => JSON.stringify(items).slice(1, -1);
