import { onTestFinished, vi } from 'vitest';
import { ForwardProxy, type ForwardProxyOptions } from './a-forward-proxy.ts';

/** A name that only proxies know: every host is on this machine for them. */
export const PLANE = 'plane.test';

/** The URL of a server on loopback as it is called behind a proxy. */
export const behind = (url: string): string => url.replace(/127\.0\.0\.1|localhost/, PLANE);

/** A proxy that the environment names for everything, until the test ends. */
export async function aProxy(options: ForwardProxyOptions = {}, credentials = options.credentials) {
  const proxy = await ForwardProxy.start(options);
  onTestFinished(() => proxy.stop());
  named(proxy.url(credentials));
  return proxy;
}

/** Has the environment name a proxy for everything, until the test ends. */
export function named(url: string): void {
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name.toLowerCase(), undefined);
    vi.stubEnv(name, name === 'ALL_PROXY' ? url : undefined);
  }
  onTestFinished(() => void vi.unstubAllEnvs());
}
