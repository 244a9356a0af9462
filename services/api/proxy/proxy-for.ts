import type { Destination } from './destination.ts';
import { goesDirect } from './no-proxy.ts';
import type { ProxyEnvironment } from './proxy-environment.ts';
import { type ProxyServer, proxyServer } from './proxy-server.ts';

/**
 * The proxy that an environment names for a place; undefined: none, or `NO_PROXY` says so, or it is this machine itself.
 * Throws `BadConfig` when what is named is no proxy that we know.
 */
export function proxyFor(place: Destination, env: ProxyEnvironment): ProxyServer | undefined {
  const named = said(env, place.isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? said(env, 'ALL_PROXY');
  if (named === undefined || goesDirect(place, said(env, 'NO_PROXY')?.value ?? '')) return undefined;
  return proxyServer(named.value, named.name);
}

/** A variable in upper case, or else in lower case; one that is empty says nothing. */
function said(env: ProxyEnvironment, upper: string): { name: string; value: string } | undefined {
  // Under CGI whoever asks sets it: it is how a header called `Proxy` arrives.
  const names = upper === 'HTTP_PROXY' && env['REQUEST_METHOD'] ? [] : [upper];
  return [...names, upper.toLowerCase()]
    .map((name) => ({ name, value: env[name]?.trim() ?? '' }))
    .find(({ value }) => value !== '');
}
