import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { ClientTls } from '../../services/api/trust.ts';

/** A request over TLS on a connection of its own. */
export interface SecureRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status of the answer to a request without a body. */
export async function secureStatus(
  url: string,
  tls: ClientTls & { readonly session?: Buffer },
  { method, path, headers = {} }: SecureRequest,
): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const asked = request({ hostname, port, method, path, headers, agent: false, ...tls }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
