import { STATUS_CODES } from 'node:http';
import { PROXY_FAILED } from '../unreachable.ts';
import { type Destination, hostAndPort } from './destination.ts';
import type { ProxyServer } from './proxy-server.ts';

/** It is the proxy that failed or refused, and not who is behind it; the message says what to do. */
export class ProxyFailed extends Error {
  readonly code = PROXY_FAILED;
}

type Place = Pick<Destination, 'hostname' | 'port'>;

/** Why there is no connection to the proxy. */
export function proxyLost(proxy: ProxyServer, error: unknown): ProxyFailed {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? error.message : String(error);
  return new ProxyFailed(
    `the proxy ${proxy.shown} cannot be used: ${problem(code, said)}; correct ${proxy.variable}, or name in NO_PROXY what can be reached without a proxy`,
    { cause: error },
  );
}

/** It took too long to open a way. */
export const proxySilent = (proxy: ProxyServer, place: Place, timeoutMs: number): ProxyFailed =>
  new ProxyFailed(
    `the proxy ${proxy.shown} opened no way to ${hostAndPort(place)} within ${timeoutMs / 1000} s: ` +
      'is that host up, and does the proxy reach it? Name it in NO_PROXY if it can be reached without',
  );

/** It answered, and it is not the way that was asked for. */
export function proxyRefused(proxy: ProxyServer, place: Place, status: number): ProxyFailed {
  const answer = `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  return new ProxyFailed(`the proxy ${proxy.shown} ${refusal(proxy, hostAndPort(place), status)} (${answer})`);
}

function refusal({ variable, authorization }: ProxyServer, place: string, status: number): string {
  if (status === 407) {
    return authorization === undefined
      ? `wants to know who asks: put user and password into ${variable}, as in http://user:password@proxy.example:3128`
      : `does not accept the user and password that ${variable} has, or wants another kind of them than Basic: correct them there`;
  }
  if (status >= 500)
    return `does not reach ${place}: is that up, and does the proxy know its name? Name it in NO_PROXY if it can be reached without`;
  if (status === 403 || status === 405)
    return `does not let us through to ${place}: have it allow that, or name the host in NO_PROXY if it can be reached without`;
  return `does not open a way to ${place}: is that a proxy? Correct ${variable}`;
}

function problem(code: string, said: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host name cannot be resolved';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it hung up';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'there is no way to it through the network';
    default:
      return /wrong version number|packet length too long/.test(said) ? 'it does not speak TLS, write http://' : said;
  }
}
