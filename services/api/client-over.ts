import { HttpFailed } from '../../machines/errors.ts';
import { filledPath, type PathValues } from './base-url.ts';
import type { Given, ListName, ListPage, Method } from './client-call.ts';
import type { ClientMethods } from './client-methods.ts';
import { addresses } from './contract/addresses.ts';
import type { EndpointName } from './contract/contract.ts';
import type { Answer, Exchange } from './exchange.ts';
import { nextQuery } from './link-header.ts';

/** Every endpoint of the contract as a method. Each throws what refuses answers outside 2xx, and what the way throws. */
export type Methods = ClientMethods & {
  // `ClientMethods` has the docstrings; an endpoint that it does not know yet can be called all the same.
  readonly [Name in Exclude<EndpointName, keyof ClientMethods>]: Method<Name>;
} & {
  /** One page of a list, and the call for the one after it; `all` goes through all of them. */
  page<Name extends ListName>(name: Name, call: Given<Name>): Promise<ListPage<Name>>;
};

/** What methods are made over: a program has a transport of its own, a browser has `fetch`. */
export interface Way {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly send: (exchange: Exchange) => Promise<Answer>;
  /** What is thrown for an answer outside 2xx. */
  readonly refused: (answer: Answer, hasKey: boolean) => Error;
}

/** What any endpoint may be called with. */
interface Call extends PathValues {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** The endpoints of the contract as methods over any way to a control plane; nothing in it needs Node. */
export function methodsOver({ url, apiKey, send, refused }: Way): Methods {
  const sent = async (name: EndpointName, given?: Call): Promise<Answer> => {
    const answer = await send(exchangeFor(addresses[name], given, apiKey));
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refused(answer, Boolean(apiKey));
  };
  const names = Object.keys(addresses) as EndpointName[];
  const methods = Object.fromEntries(
    names.map((name) => [name, async (given?: Call) => contentOf(await sent(name, given))]),
  );
  const page = async (name: EndpointName, given: Call) => {
    const answer = await sent(name, given);
    const query = nextQuery(answer.link, url, given.query);
    return { items: contentOf(answer), next: query && { ...given, query } };
  };
  // `addresses` has exactly the endpoints of the contract; that each is called and answers as it says is the contract.
  return { ...methods, page } as unknown as Methods;
}

function exchangeFor(address: string, given: Call = {}, apiKey: string | undefined): Exchange {
  const [method = '', pattern = ''] = address.split(' ');
  const body = given.body === undefined ? undefined : JSON.stringify(given.body);
  const headers = {
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(given.idempotencyKey !== undefined && { 'idempotency-key': given.idempotencyKey }),
  };
  return { method, path: filledPath(pattern, given), headers, body, signal: given.signal };
}

/** Unknown fields and new words in it pass: the control plane may be newer than we are. */
function contentOf({ status, contentType, body }: Answer): unknown {
  if (body === '') return undefined;
  if (!contentType.includes('json')) return body;
  try {
    return JSON.parse(body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HttpFailed(`Control plane returned ${status} with JSON that cannot be read: ${why}`, status);
  }
}
