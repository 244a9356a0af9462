import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log, LogLevel } from '../log.ts';

/**
 * Says what was asked once it is answered: at `info` what changed something by an API key and who was not let in, at
 * `debug` everything else. What failed here is logged where it is answered.
 */
export function logRequests(app: FastifyInstance, log: Log, least: LogLevel): void {
  app.addHook('onResponse', (request, reply, done) => {
    const level = levelOf(request, reply);
    // Thousands of agents ask every second: nothing is put together that nobody reads.
    if (level === 'info' || (level === 'debug' && least === 'debug'))
      log(level, `${request.method} ${routeOf(request)}`, said(request, reply));
    done();
  });
}

/** The fields that name a request in a line of the log. */
export function requestFields(request: FastifyRequest): Record<string, unknown> {
  const { id, method, actor } = request;
  return { request_id: id, method, route: routeOf(request), ...(actor && { actor: shown(actor) }) };
}

/** Who came with a bootstrap token is named by its hash, from which a short token could be guessed. */
const shown = (actor: string): string => (actor.startsWith('bootstrap-token:') ? 'bootstrap-token' : actor);

function levelOf({ method, actor }: FastifyRequest, { statusCode }: FastifyReply): LogLevel | undefined {
  if (statusCode >= 500) return undefined;
  if (statusCode === 401 || statusCode === 403) return 'info';
  const isChange = actor !== '' && method !== 'GET' && method !== 'HEAD';
  return isChange && statusCode < 400 ? 'info' : 'debug';
}

/** The route, not the path: what a client makes up does not stand in messages that people read. */
const routeOf = ({ is404, routeOptions }: FastifyRequest): string => (!is404 && routeOptions.url) || 'unmatched';

function said(request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): Record<string, unknown> {
  return {
    ...requestFields(request),
    status: statusCode,
    duration_ms: Math.round(elapsedTime * 10) / 10,
    ...(statusCode === 401 || statusCode === 403 ? { address: request.ip } : {}),
  };
}
