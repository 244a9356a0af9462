import { type ClientRequest, type IncomingMessage, request as requestOver } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientTls, secureContext } from '../trust.ts';
import { type Destination, hostAndPort } from './destination.ts';
import { proxyLost, proxyRefused, proxySilent } from './proxy-failed.ts';
import type { ProxyServer } from './proxy-server.ts';

/** Over which proxies tunnels go, and how. */
export interface TunnelWay {
  readonly proxy: ProxyServer;
  /** Whom a proxy that speaks TLS is trusted by; our certificate is not for it. */
  readonly tls: Pick<ClientTls, 'ca' | 'roots'> | undefined;
}

/** Where a tunnel leads. */
export interface TunnelOrder extends Pick<Destination, 'hostname' | 'port'> {
  readonly timeoutMs: number;
  /** Gives up what is not open yet. */
  readonly signal: AbortSignal;
}

/** Opens a connection through a proxy, with `CONNECT`. Throws `ProxyFailed`, and the signal's reason. */
export async function openTunnel(way: TunnelWay, { timeoutMs, signal, ...place }: TunnelOrder): Promise<Socket> {
  const { proxy } = way;
  signal.throwIfAborted();
  const request = await connecting(way, place);
  return new Promise((resolve, reject) => {
    const giveUp = (why: Error) => {
      settle();
      reject(why);
      request.destroy();
    };
    const abort = () => giveUp(signal.reason as Error);
    const late = setTimeout(() => giveUp(proxySilent(proxy, place, timeoutMs)), timeoutMs);
    const settle = () => {
      clearTimeout(late);
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort, { once: true });
    request.on('error', (error) => giveUp(proxyLost(proxy, error)));
    request.once('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket, early: Buffer) => {
      settle();
      if (statusCode >= 200 && statusCode < 300) {
        if (early.length > 0) socket.unshift(early);
        return resolve(socket);
      }
      socket.destroy();
      return reject(proxyRefused(proxy, place, statusCode));
    });
    request.end();
  });
}

async function connecting(
  { proxy, tls }: TunnelWay,
  place: Pick<Destination, 'hostname' | 'port'>,
): Promise<ClientRequest> {
  const { hostname, port, authorization } = proxy;
  const address = hostAndPort(place);
  const headers = {
    host: address,
    connection: 'keep-alive',
    ...(authorization !== undefined && { 'proxy-authorization': authorization }),
  };
  const options = { method: 'CONNECT', hostname, port, path: address, agent: false, headers } as const;
  if (!proxy.isSecure) return requestOver(options);
  const { request: requestOverTls } = await import('node:https');
  return requestOverTls({ ...options, ...proxyTrust(tls) });
}

/** The roots of the system and the fleet's own CA, for a proxy that speaks TLS. */
export const proxyTrust = (tls: TunnelWay['tls']) =>
  secureContext({ ca: tls?.ca, ...(tls?.roots && { roots: tls.roots }) });
