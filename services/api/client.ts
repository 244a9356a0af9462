import { HttpFailed } from '../../machines/errors.ts';
import { filledPath, type PathValues } from './base-url.ts';
import type { Given, ListName, ListPage, Method } from './client-call.ts';
import type { ClientMethods } from './client-methods.ts';
import { addresses } from './contract/addresses.ts';
import type { EndpointName } from './contract/contract.ts';
import type { Answer, Exchange } from './exchange.ts';
import { httpFailed } from './http-failed.ts';
import { nextQuery } from './link-header.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

/**
 * Every endpoint of the contract as a method. Each throws `HttpFailed` for an answer outside 2xx and
 * `Unreachable` when there is none.
 */
export type Client = ClientMethods & {
  // `ClientMethods` has the docstrings; an endpoint that it does not know yet can be called all the same.
  readonly [Name in Exclude<EndpointName, keyof ClientMethods>]: Method<Name>;
} & {
  /** One page of a list, and the call for the one after it; `all` goes through all of them. */
  page<Name extends ListName>(name: Name, call: Given<Name>): Promise<ListPage<Name>>;
  /** Lets go of the connections that are kept. */
  close(): void;
};

/** Where the control plane is and who asks. */
export interface ClientOptions extends TransportOptions {
  readonly apiKey?: string | undefined;
}

/** What any endpoint may be called with. */
interface Call extends PathValues {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** A client of the control plane at `url`, made from the contract. Throws `BadConfig` for a URL that is none. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const send = (name: EndpointName, given?: Call) =>
    sent(transport, exchangeFor(addresses[name], given, options.apiKey));
  const names = Object.keys(addresses) as EndpointName[];
  const methods = Object.fromEntries(
    names.map((name) => [name, async (given?: Call) => contentOf(await send(name, given))]),
  );
  const page = async (name: EndpointName, given: Call) => {
    const answer = await send(name, given);
    const query = nextQuery(answer.link, options.url, given.query);
    return { items: contentOf(answer), next: query && { ...given, query } };
  };
  // `addresses` has exactly the endpoints of the contract; that each is called and answers as it says is the contract.
  return { ...methods, page, close: () => transport.close() } as unknown as Client;
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

async function sent(transport: Transport, exchange: Exchange): Promise<Answer> {
  const answer = await transport.send(exchange);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw httpFailed(answer, exchange.headers['authorization'] !== undefined);
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
