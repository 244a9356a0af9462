import { get as plainGet } from 'node:http';
import { get as secureGet } from 'node:https';
import { limitMs, type Probe, wordsOf } from './probe.ts';
import type { HttpCheck } from './health-file.ts';

const REDIRECTS = 10;

/** Passes when a GET ends with exactly the expected status; `authorities` are trusted besides Node's own. */
export const httpProbe = (check: HttpCheck, authorities?: readonly string[]): Probe => ({
  name: check.url,
  kind: 'http',
  async look(signal) {
    const expected = check.expectedStatus ?? check.expected_status ?? 200;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs(check.timeout ?? 3))]);
    try {
      const status = await finalStatus(new URL(check.url), { limit, authorities });
      return status === expected ? undefined : `expected status ${expected}, got ${status}`;
    } catch (error) {
      return `HTTP request failed: ${limit.aborted && !signal.aborted ? 'timed out' : wordsOf(error)}`;
    }
  },
});

interface Asking {
  readonly limit: AbortSignal;
  readonly authorities: readonly string[] | undefined;
}

async function finalStatus(url: URL, asking: Asking, redirects = 0): Promise<number> {
  const { status, location } = await ask(url, asking);
  if (location === undefined || status < 300 || status > 399) return status;
  if (redirects === REDIRECTS) throw new Error(`more than ${REDIRECTS} redirects`);
  return finalStatus(new URL(location, url), asking, redirects + 1);
}

function ask(url: URL, { limit, authorities }: Asking): Promise<{ status: number; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const options = { signal: limit, agent: false, headers: { accept: '*/*' } } as const;
    const trust = authorities ? { ca: [...authorities] } : {};
    const request = url.protocol === 'https:' ? secureGet(url, { ...options, ...trust }) : plainGet(url, options);
    request.on('error', reject);
    request.on('response', (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
      // Only the status counts; a body may be endless.
      request.destroy();
    });
  });
}
