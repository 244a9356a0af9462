import { type BaseUrl, baseUrl } from './base-url.ts';
import type { Answer, Exchange } from './exchange.ts';

const ANY_METHOD = new Set([307, 308]);
const QUESTIONS_ONLY = new Set([301, 302, 303]);

/**
 * Where an answer sends a request instead; undefined: nowhere, or not there. A request that has a body is not
 * repeated without it, nothing goes from https to http, and another host does not get the key.
 */
export function redirected(
  from: BaseUrl,
  exchange: Exchange,
  answer: Answer,
): { base: BaseUrl; exchange: Exchange } | undefined {
  const { status, location } = answer;
  if (
    location === undefined ||
    !(ANY_METHOD.has(status) || (QUESTIONS_ONLY.has(status) && exchange.method === 'GET'))
  ) {
    return undefined;
  }
  const here = `${from.origin}${from.prefix}${exchange.path}`;
  if (!URL.canParse(location, here)) return undefined;
  const there = new URL(location, here);
  if (!/^https?:$/.test(there.protocol) || (from.isSecure && there.protocol === 'http:')) return undefined;
  const { authorization: _, ...withoutKey } = exchange.headers;
  const headers = there.origin === from.origin ? exchange.headers : withoutKey;
  return { base: baseUrl(there.origin), exchange: { ...exchange, path: there.pathname + there.search, headers } };
}
