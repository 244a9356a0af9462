import type { Client } from '../../services/api/client.ts';
import type { Given, Item, ListName } from '../../services/api/client-call.ts';
import { all } from '../../services/api/pages.ts';

/** What is wanted of a list. */
export interface Wanted {
  /** Items at most; all unless told. */
  readonly limit?: number;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
}

/** As much as a control plane gives in one page. */
const LARGEST_PAGE = 500;

/** The first items of a list, page by page; a v0.1.1 control plane gives what it gives in one answer. */
export async function taken<Name extends ListName>(
  client: Pick<Client, 'page'>,
  name: Name,
  { limit = Number.POSITIVE_INFINITY, query = {}, params = {} }: Wanted = {},
): Promise<Item<Name>[]> {
  const items: Item<Name>[] = [];
  const asked = { ...query, limit: String(Math.min(limit, LARGEST_PAGE)) };
  for await (const item of all(client, name, { params, query: asked } as unknown as Given<Name>)) {
    if (items.push(item) >= limit) break;
  }
  return items;
}
