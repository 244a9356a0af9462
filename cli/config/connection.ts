import { readFileSync } from 'node:fs';
import { BadConfig } from '../../machines/errors.ts';
import type { ClientTls } from '../../services/api/trust.ts';
import type { Config } from './config.ts';

/** How to reach the control plane: what the client and the feed are made from. */
export interface Connection {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly tls: ClientTls;
}

/** The connection that a configuration means. Throws `BadConfig` when a certificate cannot be read. */
export function connectionOf({ url, apiKey, caCert, clientCert, clientKey }: Config): Connection {
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    const [has, lacks] = clientCert === undefined ? ['key', 'certificate'] : ['certificate', 'key'];
    throw new BadConfig(`there is a client ${has} and no client ${lacks}: mTLS needs --client-cert and --client-key`);
  }
  const tls = {
    ca: caCert && pem(caCert, 'CA certificate'),
    cert: clientCert && pem(clientCert, 'client certificate'),
    key: clientKey && pem(clientKey, 'client key'),
  };
  return { url, apiKey, tls };
}

/** What a person should know before something is sent over this connection. */
export function connectionWarnings({ url, apiKey, clientCert }: Config): string[] {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  if (protocol !== 'http:') return [];
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return [
    ...(clientCert !== undefined ? [`${url} is plain HTTP: the client certificate is not used`] : []),
    ...(apiKey !== undefined && !isLocal
      ? [`${url} is plain HTTP: the API key can be read on its way; use https://`]
      : []),
  ];
}

function pem(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadConfig(`cannot read the ${what} ${path}`, { path }, { cause: error });
  }
}
