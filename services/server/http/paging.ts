import { BadInput } from '../../../machines/errors.ts';
import type { PageQuestion } from '../../../machines/model/page.ts';

/** The part of a query that asks for a page. */
interface PageQuery {
  readonly limit?: string | undefined;
  readonly after?: string | undefined;
}

/** How long a page is when nobody says (100), and at most (500). */
interface PageSizes {
  readonly unasked?: number;
  readonly most?: number;
}

/** The page that a query asks for: 0 counts as 1, more than there may be as that. Throws `BadInput`. */
export function pageAsked({ limit, after }: PageQuery, { unasked = 100, most = 500 }: PageSizes = {}): PageQuestion {
  if (limit !== undefined && !/^\d+$/.test(limit))
    throw new BadInput(`\`limit\` is a count: 0 or more, not "${limit}"`);
  const asked = limit === undefined ? unasked : Number(limit);
  return { limit: Math.min(Math.max(asked, 1), most), after };
}

/** The `Link` header (RFC 8288) of a page that was asked for with `url`: the same request, further on. */
export function linkToNext(url: string, next: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('after', next);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}

/** A page was asked for: only then is there a `Link`, which v0.1.1 never sends. */
export const asksForPage = ({ limit, after }: PageQuery): boolean => limit !== undefined || after !== undefined;
