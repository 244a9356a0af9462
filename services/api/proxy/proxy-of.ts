import type { Destination } from './destination.ts';
import type { ProxyEnvironment } from './proxy-environment.ts';
import type { ProxyServer } from './proxy-server.ts';

const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/**
 * The proxy over which requests to a place go; undefined: straight there. Throws `BadConfig`. Without a variable that names
 * a proxy nothing of this folder is loaded but this file: a CLI is to start at once.
 */
export async function proxyOf(
  place: Destination,
  env: ProxyEnvironment = process.env,
): Promise<ProxyServer | undefined> {
  if (!NAMES.some((name) => env[name] || env[name.toLowerCase()])) return undefined;
  const { proxyFor } = await import('./proxy-for.ts');
  return proxyFor(place, env);
}
