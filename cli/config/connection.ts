import { readFileSync } from 'node:fs';
import { BadConfig } from '../../machines/errors.ts';
import { baseUrl } from '../../services/api/base-url.ts';
import type { ClientTls } from '../../services/api/trust.ts';
import type { Config } from './config.ts';
import { isLoopback } from './loopback.ts';
import { originText } from './origin.ts';

/** How to reach the control plane: what the client and the feed are made from. */
export interface Connection {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly tls: ClientTls;
}

/**
 * The connection that a configuration means. Certificates are read here and not before: who needs no control plane needs none of
 * them. Throws `BadConfig` when one cannot be read, and when there is a key that is not sent.
 */
export function connectionOf(config: Config): Connection {
  const { url, apiKey, keyProblem } = config;
  assertUrl(config);
  if (keyProblem !== undefined) throw new BadConfig(keyProblem, { url });
  return { url, apiKey, tls: tlsOf(config) };
}

/** The same without any key: for who has none yet. */
export const keylessConnection = (config: Config): Connection =>
  connectionOf({ ...config, apiKey: undefined, keyProblem: undefined });

/** What a person should know before something is sent over this connection. */
export function connectionWarnings({ url, apiKey, clientCert }: Config): string[] {
  if (!url.startsWith('http:')) return [];
  return [
    ...(clientCert !== undefined ? [`${url} is plain HTTP: the client certificate is not used`] : []),
    ...(apiKey !== undefined && !isLoopback(url)
      ? [`${url} is plain HTTP: the API key can be read on its way; use https://`]
      : []),
  ];
}

/** What an operator should know of a control plane that is asked over a network without TLS; undefined: it is not. */
export function plainTextWarning(url: string): string | undefined {
  if (!URL.canParse(url) || new URL(url).protocol !== 'http:' || isLoopback(url)) return undefined;
  return `${url} is plain HTTP: anybody on the way can read and change what is shown here; use https://`;
}

/** The client would refuse it too, and would not know who has said it. */
function assertUrl(config: Config): void {
  try {
    baseUrl(config.url);
  } catch (error) {
    throw error instanceof BadConfig ? new BadConfig(`${error.message}${saidBy(config, 'url')}`, error.detail) : error;
  }
}

type TlsName = 'caCert' | 'clientCert' | 'clientKey';

const WORDS: Readonly<Record<TlsName, string>> = {
  caCert: 'CA certificate',
  clientCert: 'client certificate',
  clientKey: 'client key',
};

function tlsOf(config: Config): ClientTls {
  const [has, lacks] =
    config.clientCert === undefined ? (['clientKey', 'clientCert'] as const) : (['clientCert', 'clientKey'] as const);
  if (config[has] !== undefined && config[lacks] === undefined) {
    throw new BadConfig(
      `there is a ${WORDS[has]}${saidBy(config, has)} and no ${WORDS[lacks]}: mTLS needs --client-cert and --client-key, ` +
        'or NIXFLEET_CLIENT_CERT and NIXFLEET_CLIENT_KEY, or both keys in [tls]',
    );
  }
  return { ca: pem(config, 'caCert'), cert: pem(config, 'clientCert'), key: pem(config, 'clientKey') };
}

function pem(config: Config, name: TlsName): string | undefined {
  const path = config[name];
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadConfig(`cannot read the ${WORDS[name]} ${path}${saidBy(config, name)}`, { path }, { cause: error });
  }
}

/** Who has said it, in brackets. */
function saidBy({ origins }: Config, name: TlsName | 'url'): string {
  const origin = origins?.[name];
  return origin === undefined ? '' : ` (${originText(origin)})`;
}
