import type { Client } from './client.ts';
import type { Given, Item, ListName, ListPage } from './client-call.ts';

/** As much as a control plane gives in one page. */
const LARGEST = '500';

/**
 * Every item of a list, page by page as they are asked for: `for await (const machine of all(client, 'listMachines'))`.
 * `limit` in the query is the size of a page. A list that changes meanwhile is told as it is when each page is read; a
 * v0.1.1 control plane knows no pages and answers once.
 */
export async function* all<Name extends ListName>(
  client: Pick<Client, 'page'>,
  name: Name,
  ...[call]: object extends Given<Name> ? [call?: Given<Name>] : [call: Given<Name>]
): AsyncGenerator<Item<Name>, void, undefined> {
  const { query, ...rest } = (call ?? {}) as { readonly query?: object };
  let next: Given<Name> | undefined = { ...rest, query: { limit: LARGEST, ...query } } as unknown as Given<Name>;
  while (next !== undefined) {
    const page: ListPage<Name> = await client.page(name, next);
    yield* page.items;
    next = page.next;
  }
}
