import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** A request that this process made, and what came of it. */
export interface HeardRequest {
  readonly method: string;
  readonly path: string;
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly error?: string;
}

/** What Node tells of requests. */
interface RequestNews {
  readonly request: ClientRequest;
  readonly response?: IncomingMessage;
  readonly error?: Error;
}

const START = 'http.client.request.start';
const ENDS = ['http.client.response.finish', 'http.client.request.error'];

/** Hears of every request over `node:http`, those of feeds included, from now on. Gives back how to stop hearing. */
export function hearRequests(hear: (request: HeardRequest) => void): () => void {
  const begun = new WeakMap<ClientRequest, number>();
  const ended = (request: ClientRequest, status: number | null, error?: Error) => {
    const begunAt = begun.get(request);
    if (begunAt === undefined) return;
    // An answer that breaks off is heard of a second time.
    begun.delete(request);
    const { method, path } = request;
    const durationMs = Math.round(performance.now() - begunAt);
    hear({ method, path, status, durationMs, ...(error && { error: error.message }) });
  };
  const start = (news: unknown) => {
    const { request } = news as RequestNews;
    begun.set(request, performance.now());
    const answered = ({ statusCode }: IncomingMessage) => ended(request, statusCode ?? null);
    // Of an answer that changes the protocol, or opens a tunnel through a proxy or refuses to, Node tells nobody else.
    if (request.hasHeader('upgrade')) request.once('upgrade', answered);
    if (request.method === 'CONNECT') request.once('connect', answered);
  };
  const end = (news: unknown) => {
    const { request, response, error } = news as RequestNews;
    ended(request, response?.statusCode ?? null, error);
  };
  subscribe(START, start);
  for (const name of ENDS) subscribe(name, end);
  return () => {
    unsubscribe(START, start);
    for (const name of ENDS) unsubscribe(name, end);
  };
}
