import { HttpFailed } from '../../machines/errors.ts';
import { filledPath, type PathValues } from './base-url.ts';
import { addresses } from './contract/addresses.ts';
import type { Contract, EndpointName } from './contract/contract.ts';
import type { CallOf, ReplyOf } from './contract/endpoint.ts';
import type { Answer, Exchange } from './exchange.ts';
import { httpFailed } from './http-failed.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

/** A call's one argument, which may be left out where nothing in it must be given. */
type Arguments<Given> = object extends Given ? [call?: Given] : [call: Given];

/**
 * Every endpoint of the contract as a method. Each throws `HttpFailed` for an answer outside 2xx and
 * `Unreachable` when there is none.
 */
export type Client = {
  readonly [Name in EndpointName]: (...call: Arguments<CallOf<Contract[Name]>>) => Promise<ReplyOf<Contract[Name]>>;
} & {
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
}

/** A client of the control plane at `url`, made from the contract. Throws `BadConfig` for a URL that is none. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const call = (address: string) => (given?: Call) => ask(transport, exchangeFor(address, given, options.apiKey));
  const methods = Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, call(address)]));
  // `addresses` has exactly the endpoints of the contract; that each is called and answers as it says is the contract.
  return { ...methods, close: () => transport.close() } as unknown as Client;
}

function exchangeFor(address: string, given: Call = {}, apiKey: string | undefined): Exchange {
  const [method = '', pattern = ''] = address.split(' ');
  const body = given.body === undefined ? undefined : JSON.stringify(given.body);
  const headers = {
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return { method, path: filledPath(pattern, given), headers, body };
}

async function ask(transport: Transport, exchange: Exchange): Promise<unknown> {
  const answer = await transport.send(exchange);
  if (answer.status >= 200 && answer.status < 300) return contentOf(answer);
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
