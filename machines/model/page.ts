/** Which part of a list: at most `limit` items, after the one that `after` names. */
export interface PageQuestion {
  readonly limit: number;
  /** The `next` of the page before; undefined: from the beginning. */
  readonly after?: string | undefined;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins, as its `after`; undefined: this is the end. */
  readonly next?: string | undefined;
}
