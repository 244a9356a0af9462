/** What is to be changed in a query; undefined or "" takes it out. */
export type QueryChanges = Readonly<Record<string, string | undefined>>;

/** The query of a fragment. */
export function queryIn(fragment: string): URLSearchParams {
  const at = fragment.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : fragment.slice(at + 1));
}

/** A fragment with another query. */
export function withQuery(fragment: string, changes: QueryChanges): string {
  const query = queryIn(fragment);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const [place = ''] = fragment.split('?', 1);
  return query.size === 0 ? place : `${place}?${query.toString()}`;
}
