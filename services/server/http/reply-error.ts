import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FleetError, Forbidden, RateLimited, Unauthenticated, Unavailable } from '../../../machines/errors.ts';
import type { Log } from '../log.ts';
import { REQUEST_ID } from './request-id.ts';
import { requestFields } from './request-log.ts';

/** What a refused caller is told. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The status of every error that a caller can cause or wait out; any other is a bug: 500. */
const STATUS_OF: Readonly<Record<string, number>> = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  BAD_SHAPE: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  UNAVAILABLE: 503,
};

/** Fastify's own errors in our words. */
const FASTIFYS: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: 'the body is larger than this route takes',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'NOT_JSON',
    message: 'this route takes JSON: send it with `Content-Type: application/json`',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'BAD_INPUT', message: 'the body is empty where JSON is expected' },
};

const BUG: Refusal = {
  status: 500,
  code: 'INTERNAL',
  message: 'internal error: the log of the control plane says more',
};

/** When to come again after a 503. */
export const RETRY_AFTER_SECONDS = 2;

/** Answers an error, whoever threw it: plain text, or RFC 9457 for who asks for it; a bug tells the client nothing. */
export type ErrorReply = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** The one place where an error becomes an answer. */
export function createErrorReply(log: Log): ErrorReply {
  return (error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) {
      const level = error instanceof Unavailable ? 'warn' : 'error';
      const fields = { ...requestFields(request), status: refusal.status, error };
      log(level, `${request.method} ${request.url} failed`, fields);
    }
    // Already there, unless the router itself has refused it.
    reply.header(REQUEST_ID, request.id);
    if (error instanceof Unavailable) reply.header('retry-after', RETRY_AFTER_SECONDS);
    if (error instanceof RateLimited) reply.header('retry-after', error.retryAfterSeconds);
    reply.code(refusal.status);
    if (request.headers.accept?.includes('application/problem+json')) sendProblem(reply, refusal);
    else if (isMute(error, request)) reply.send();
    else reply.type('text/plain; charset=utf-8').send(refusal.message);
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof FleetError) {
    const status = STATUS_OF[error.code];
    return status === undefined ? BUG : { status, code: error.code, message: error.message };
  }
  const { code, statusCode = 500, message } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : FASTIFYS[code];
  if (known) return known;
  // What is left below 500 is the parser's: JSON that is none, a body that ended early.
  return statusCode < 500 ? { status: statusCode, code: 'BAD_INPUT', message: message ?? 'bad request' } : BUG;
}

/**
 * v0.1.1 says nothing to who has no valid key, and nothing to agents but about their reports' content. Where no key is
 * asked for, what is missing is a bootstrap token: who has to write it into a file is told so.
 */
function isMute(error: unknown, { method, routeOptions }: FastifyRequest): boolean {
  if (error instanceof RateLimited) return true;
  if (error instanceof Unauthenticated) return routeOptions.config.access !== 'anyone';
  return routeOptions.config.access === 'agent' && (error instanceof Forbidden || method !== 'POST');
}

function sendProblem(reply: FastifyReply, { status, code, message }: Refusal): void {
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail: message, code };
  // With a serializer of ours Fastify adds no charset, which RFC 8259 does not know.
  reply.header('content-type', 'application/problem+json').serializer(JSON.stringify).send(problem);
}
