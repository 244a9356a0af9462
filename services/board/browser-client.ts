import { HttpFailed, Unreachable } from '../../machines/errors.ts';
import { type Methods, methodsOver, type Way } from '../api/client-over.ts';
import type { Answer, Exchange } from '../api/exchange.ts';
import { serverClock } from './server-clock.ts';

/** The control plane does not let this key in. */
export class SignedOut extends HttpFailed {}

/**
 * The contract as methods over the browser's `fetch`. Throws `SignedOut` (which is told, too), `HttpFailed`, `Unreachable`,
 * which a signal that has timed out is, too.
 */
export const createBrowserClient = (
  place: Pick<Way, 'url' | 'apiKey'>,
  signedOut: (error: SignedOut) => void = () => undefined,
): Methods =>
  methodsOver({
    ...place,
    send: (exchange) => sent(place.url, exchange),
    refused(answer) {
      const error = refused(answer);
      if (error instanceof SignedOut) signedOut(error);
      return error;
    },
  });

/** What takes longer is not waited for: a connection that a suspended computer has lost would never answer. */
const LONGEST_MS = 120_000;

async function sent(url: string, exchange: Exchange): Promise<Answer> {
  const { signal } = exchange;
  const slow = AbortSignal.timeout(LONGEST_MS);
  try {
    return await answered(url, { ...exchange, signal: signal ? AbortSignal.any([signal, slow]) : slow });
  } catch (error) {
    if (signal?.aborted && !isTimeOut(signal.reason)) throw error;
    throw new Unreachable('the control plane does not answer; is it running, and are you on its network?');
  }
}

const isTimeOut = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError';

async function answered(url: string, { method, path, headers, body, signal }: Exchange): Promise<Answer> {
  const [started, since] = [Date.now(), performance.now()];
  const response = await fetch(url + path, {
    method,
    headers: { ...headers },
    // Neither the browser's own sign-in nor what it kept from before.
    credentials: 'omit',
    cache: 'no-store',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
  const [date, at] = [Date.parse(response.headers.get('date') ?? ''), Date.now()];
  // One of the two passes no time while the computer sleeps, the other may be set meanwhile: what is longer is safe.
  serverClock.hear({ date, at, tookMs: Math.max(performance.now() - since, at - started) });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    location: undefined,
    link: response.headers.get('link') ?? undefined,
    body: await response.text(),
  };
}

function refused({ status, contentType, body }: Answer): Error {
  if (status === 401) return new SignedOut('the control plane does not know this API key, or it has expired', 401);
  // What we say is no page: one is a proxy's.
  if (contentType.includes('html'))
    return new HttpFailed(`a proxy in front of the control plane answered ${status}`, status);
  return new HttpFailed(body.trim().slice(0, 2000) || `the control plane answered ${status}`, status);
}
