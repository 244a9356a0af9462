import { type Methods, methodsOver } from './client-over.ts';
import { httpFailed } from './http-failed.ts';
import { createTransport, type TransportOptions } from './transport.ts';

/**
 * Every endpoint of the contract as a method. Each throws `HttpFailed` for an answer outside 2xx and
 * `Unreachable` when there is none.
 */
export type Client = Methods & {
  /** Lets go of the connections that are kept. */
  close(): void;
};

/** Where the control plane is and who asks. */
export interface ClientOptions extends TransportOptions {
  readonly apiKey?: string | undefined;
}

/** A client of the control plane at `url`, made from the contract. Throws `BadConfig` for a URL that is none. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const { url, apiKey } = options;
  const methods = methodsOver({ url, apiKey, send: (exchange) => transport.send(exchange), refused: httpFailed });
  return { ...methods, close: () => transport.close() };
}
