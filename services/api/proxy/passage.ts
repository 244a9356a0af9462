import type { RequestOptions } from 'node:https';
import { destinationOf } from './destination.ts';
import { proxyOf } from './proxy-of.ts';

/** How a single request gets over the proxy of its URL. */
export interface Passage {
  /** In place of those that its URL would give. */
  readonly options: RequestOptions;
  /** What has gone wrong, in words that tell of the proxy. */
  lost(error: unknown): unknown;
}

/**
 * How one request gets to a URL, trusting these roots (PEM); undefined: straight there. What is under way ends with `signal`.
 * Throws `BadConfig`.
 */
export async function passageTo(
  url: URL,
  signal: AbortSignal,
  roots?: readonly string[],
): Promise<Passage | undefined> {
  const place = destinationOf(url);
  const proxy = await proxyOf(place);
  if (proxy === undefined) return undefined;
  const tls = { roots };
  if (place.isSecure) {
    const { secureTunnels } = await import('./tunnel-agents.ts');
    const agent = secureTunnels(proxy, tls, { keepAlive: false });
    signal.addEventListener('abort', () => agent.destroy(), { once: true });
    return { options: { agent }, lost: (error) => error };
  }
  const { Forwarder } = await import('./forwarder.ts');
  const forwarder = new Forwarder({ proxy, tls });
  const addressed = forwarder.addressed(url.origin, `${url.pathname}${url.search}`);
  const headers = { host: url.host, ...addressed.headers };
  const agent = await forwarder.agent({ keepAlive: false });
  return { options: { ...addressed, headers, agent }, lost: (error) => forwarder.lost(error) };
}
