import { get as plainGet } from 'node:http';
import { get as secureGet, type RequestOptions } from 'node:https';
import { intervalMs, limitMs, type Probe, wordsOf } from './probe.ts';
import type { HttpCheck } from './health-file.ts';

const REDIRECTS = 10;

/** PEM certificates that HTTPS checks trust, or where to find them at any moment; undefined: Node's own. */
export type Authorities = readonly string[] | (() => readonly string[] | undefined);

/** How one request gets over the proxy of its URL; undefined: straight there. What is under way ends with `signal`. */
export type Passages = (
  url: URL,
  signal: AbortSignal,
  authorities: readonly string[] | undefined,
) => Promise<{ readonly options: RequestOptions; lost(error: unknown): unknown } | undefined>;

/** What HTTP checks share. */
export interface HttpAccess {
  readonly authorities?: Authorities | undefined;
  /** Without it every URL is asked directly. */
  readonly passages?: Passages | undefined;
}

/** Passes when a GET ends with exactly the expected status. */
export const httpProbe = (check: HttpCheck, { authorities, passages }: HttpAccess = {}): Probe => ({
  name: check.url,
  kind: 'http',
  intervalMs: intervalMs(check.interval),
  async look(signal) {
    const expected = check.expectedStatus ?? check.expected_status ?? 200;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs(check.timeout ?? 3))]);
    try {
      const trusted = typeof authorities === 'function' ? authorities() : authorities;
      // Who expects a redirect wants to see it.
      const redirects = expected >= 300 && expected <= 399 ? 'seen' : 'followed';
      const status = await finalStatus(new URL(check.url), { limit, redirects, authorities: trusted, passages });
      return status === expected ? undefined : `expected status ${expected}, got ${status}`;
    } catch (error) {
      return `HTTP request failed: ${limit.aborted && !signal.aborted ? 'timed out' : wordsOf(error)}`;
    }
  },
});

interface Asking {
  readonly limit: AbortSignal;
  readonly redirects: 'seen' | 'followed';
  readonly authorities: readonly string[] | undefined;
  readonly passages: Passages | undefined;
}

async function finalStatus(url: URL, asking: Asking, followed = 0): Promise<number> {
  const { status, location } = await ask(url, asking);
  const isRedirect = location !== undefined && status >= 300 && status <= 399;
  if (!isRedirect || asking.redirects === 'seen') return status;
  if (followed === REDIRECTS) throw new Error(`more than ${REDIRECTS} redirects`);
  return finalStatus(new URL(location, url), asking, followed + 1);
}

async function ask(url: URL, asking: Asking): Promise<{ status: number; location: string | undefined }> {
  const { limit, authorities, passages } = asking;
  const passage = await passages?.(url, limit, authorities);
  return new Promise((resolve, reject) => {
    const options = { signal: limit, agent: false, headers: { accept: '*/*' } } as const;
    const trust = authorities ? { ca: [...authorities] } : {};
    const way = passage && { ...passage.options, headers: { ...options.headers, ...passage.options.headers } };
    const request =
      url.protocol === 'https:'
        ? secureGet(url, { ...options, ...trust, ...way })
        : plainGet(url, { ...options, ...way });
    request.on('error', (error) => reject(passage ? passage.lost(error) : error));
    request.on('response', (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
      // Only the status counts; a body may be endless.
      request.destroy();
    });
  });
}
