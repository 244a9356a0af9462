import { type ClientRequest, type IncomingMessage, request as requestOver } from 'node:http';
import { Unreachable } from '../../machines/errors.ts';
import { type BaseUrl, baseUrl } from './base-url.ts';
import type { Answer, Exchange } from './exchange.ts';
import { redirected } from './redirect.ts';
import { addressedOver, createRoutes, lostOver, type Route, shownOver } from './route.ts';
import type { ClientTls } from './trust.ts';
import { tooLate, tooMuch } from './unreachable.ts';

/** A way to one control plane that keeps its connections. */
export interface Transport {
  /** Throws `Unreachable` when no whole answer came in time, and the reason of the exchange's signal when that aborts. */
  send(exchange: Exchange): Promise<Answer>;
  close(): void;
}

/** How to get there. */
export interface TransportOptions {
  readonly url: string;
  readonly tls?: ClientTls | undefined;
  /** For all of an exchange, from the first packet to the last; 30 s unless told. */
  readonly timeoutMs?: number | undefined;
  /** Each exchange over a connection of its own, with a TLS session of its own: nothing that was agreed on before counts. */
  readonly isForgetful?: boolean | undefined;
  /** An answer that is longer is no answer; as long as it comes unless told. */
  readonly maxAnswerBytes?: number | undefined;
  /** Hears of every answer, and how long it took. */
  readonly answered?: ((answer: Answer, tookMs: number) => void) | undefined;
}

const TIMEOUT_MS = 30_000;

/** Redirects that are followed; v0.1.1's clients follow as many. */
const MAX_HOPS = 10;

/** A way to the control plane at `url` over `node:http(s)`: a CLI starts faster without a bigger library. */
export function createTransport(options: TransportOptions): Transport {
  const { url, timeoutMs = TIMEOUT_MS, maxAnswerBytes = Number.POSITIVE_INFINITY, answered } = options;
  const start = baseUrl(url);
  const routes = createRoutes(options);
  const closing = new AbortController();
  return {
    async send(first) {
      let hop = { base: start, exchange: first };
      for (let hops = 0; ; hops += 1) {
        const route = await routes.to(hop.base);
        const begunAt = performance.now();
        const answer = await delivered({ ...hop, route, timeoutMs, maxAnswerBytes, closing: closing.signal });
        answered?.(answer, performance.now() - begunAt);
        const next = hops < MAX_HOPS ? redirected(hop.base, hop.exchange, answer) : undefined;
        if (next === undefined) return answer;
        hop = next;
      }
    },
    close() {
      closing.abort();
      routes.close();
    },
  };
}

/** One request on its way. */
interface Delivery {
  readonly base: BaseUrl;
  readonly exchange: Exchange;
  readonly route: Route;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Aborts when the way is closed: what breaks then is not begun again. */
  readonly closing: AbortSignal;
}

/** The kept connection had been closed by the other side before the request was on it. */
const GONE_STALE = Symbol('gone stale');
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE']);

async function delivered(delivery: Delivery): Promise<Answer> {
  const first = await attempt(delivery);
  const answer = first === GONE_STALE && !delivery.closing.aborted ? await attempt(delivery) : first;
  const { base, route } = delivery;
  if (answer === GONE_STALE) throw lostOver(route, base, new Error('it closes every connection'));
  const problem = route.forwarder?.problemIn(answer, base.origin);
  if (problem !== undefined) throw lostOver(route, base, problem);
  return answer;
}

function attempt(delivery: Delivery): Promise<Answer | typeof GONE_STALE> {
  const { base, route, exchange, timeoutMs, maxAnswerBytes } = delivery;
  const shown = shownOver(route, base);
  return new Promise((resolve, reject) => {
    exchange.signal?.throwIfAborted();
    const request = begin(delivery);
    // Ours is the reason: what the request makes of its end says less.
    const giveUp = (why: Unreachable) => {
      fail(why);
      request.destroy();
    };
    const late = setTimeout(() => giveUp(tooLate(shown, timeoutMs)), timeoutMs);
    const settle = () => {
      clearTimeout(late);
      exchange.signal?.removeEventListener('abort', fail);
    };
    const fail = (error: unknown) => {
      settle();
      if (exchange.signal?.aborted) reject(exchange.signal.reason as Error);
      else if (isStale(request, exchange, error)) resolve(GONE_STALE);
      else reject(error instanceof Unreachable ? error : lostOver(route, base, error));
    };
    // A request that waits for its tunnel says nothing when it is given up.
    exchange.signal?.addEventListener('abort', fail, { once: true });
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) giveUp(tooMuch(shown, maxAnswerBytes));
      });
      response.on('error', fail);
      response.on('end', () => {
        settle();
        resolve(answerOf(response, chunks));
      });
    });
    request.end(exchange.body);
  });
}

function begin({ base, route, exchange }: Delivery): ClientRequest {
  const { method, headers, body, signal } = exchange;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const { headers: forProxy, ...place } = addressedOver(route, base, base.prefix + exchange.path);
  return requestOver({
    ...{ ...place, agent: route.agent, method },
    headers: { host: base.host, accept: '*/*', ...headers, ...length, ...forProxy },
    // The second is for the agent: Node does not hand it the first.
    ...(signal && { signal, givenUpBy: signal }),
  });
}

const isStale = (request: ClientRequest, { method }: Exchange, error: unknown): boolean =>
  request.reusedSocket &&
  REPEATABLE.has(method) &&
  error instanceof Error &&
  'code' in error &&
  error.code === 'ECONNRESET';

const answerOf = (response: IncomingMessage, chunks: readonly Buffer[]): Answer => ({
  status: response.statusCode ?? 0,
  contentType: response.headers['content-type'] ?? '',
  location: response.headers.location,
  date: response.headers.date,
  link: [response.headers['link'] ?? []].flat().join(', ') || undefined,
  body: Buffer.concat(chunks).toString('utf8'),
});
