import { HttpFailed } from '../../machines/errors.ts';
import { baseUrl, type PathValues } from './base-url.ts';

type Query = NonNullable<PathValues['query']>;

/**
 * The query of the next page, from the `Link` header (RFC 8288) of a page that was asked for with `asked`; undefined:
 * there is none. Only the query is taken: nothing that a control plane says makes a client ask elsewhere, and a proxy
 * may have taken a part of the path away. Throws `HttpFailed` when the link leads to another host, or nowhere on.
 */
export function nextQuery(link: string | undefined, url: string, asked: Query = {}): Query | undefined {
  const target = nextIn(link ?? '');
  if (target === undefined) return undefined;
  const { origin } = baseUrl(url);
  const next = URL.canParse(target, origin) ? new URL(target, origin) : undefined;
  if (next?.origin !== origin)
    throw new HttpFailed(`the next page is said to be at ${target}, which is elsewhere`, 200);
  if (next.searchParams.get('after') === ([asked['after']].flat()[0] ?? null))
    throw new HttpFailed(`the next page is said to be at ${target}, which is no further on`, 200);
  const query: Record<string, string[]> = {};
  for (const [name, value] of next.searchParams) (query[name] ??= []).push(value);
  return query;
}

/** The target of `rel="next"`; a comma inside of `<…>` parts no links. */
function nextIn(header: string): string | undefined {
  const links = [...header.matchAll(/<([^>]*)>([^<]*)/g)];
  return links.find(([, , parameters = '']) =>
    /;\s*rel\s*=\s*"?(?:[^",;]*\s)?next(?:\s[^",;]*)?"?\s*(?:[,;]|$)/i.test(parameters),
  )?.[1];
}
