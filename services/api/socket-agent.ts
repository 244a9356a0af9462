import { Agent } from 'node:http';
import { baseUrl } from './base-url.ts';
import { proxyOf } from './proxy/proxy-of.ts';
import type { ClientTls } from './trust.ts';

const OPTIONS = { keepAlive: false };

/**
 * Makes the connections of WebSockets to the control plane at `url`, none of which is used again. Over TLS it keeps the
 * session from one to the next: a whole handshake costs both sides more than all else. Throws `BadConfig`.
 */
export async function socketAgent(url: string, tls: ClientTls | undefined): Promise<Agent> {
  const place = baseUrl(url);
  const proxy = await proxyOf(place);
  if (proxy !== undefined) {
    const { plainTunnels, secureTunnels } = await import('./proxy/tunnel-agents.ts');
    return place.isSecure ? secureTunnels(proxy, tls, OPTIONS) : plainTunnels(proxy, tls, OPTIONS);
  }
  if (!place.isSecure) return new Agent(OPTIONS);
  const { secureAgent } = await import('./secure-agent.ts');
  return secureAgent(tls, OPTIONS);
}
