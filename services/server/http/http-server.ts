import type { Server } from 'node:http';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { ConnectionTally } from './connection-tally.ts';
import { PathText } from './path-text.ts';
import { type ErrorReply, RETRY_AFTER_SECONDS } from './reply-error.ts';
import { REQUEST_ID, requestId } from './request-id.ts';
import type { TlsSettings } from './tls.ts';
import { SilentConnections } from './silent-connections.ts';
import { takeTurns } from './turns.ts';
import { addMaxBytes, refusedShape } from './validation.ts';

/** What a client may take of the server. */
export interface HttpLimits {
  /** Beyond these connections are turned away. */
  readonly maxConnections: number;
  /** Until TLS is agreed on. */
  readonly handshakeMs: number;
  /** From the first byte, or the connection itself, to the end of the headers. */
  readonly headersMs: number;
  /** From there to the end of the body: a release of 16 MiB over a slow line. */
  readonly requestMs: number;
  /** How long a connection is kept for the next request. */
  readonly keptMs: number;
  /** How long nothing may move on a connection that is not a WebSocket. */
  readonly idleMs: number;
  /** How often it is looked for connections that take too long. */
  readonly checkMs: number;
}

const LIMITS: HttpLimits = {
  maxConnections: 30_000,
  handshakeMs: 20_000,
  headersMs: 20_000,
  requestMs: 120_000,
  keptMs: 72_000,
  idleMs: 120_000,
  checkMs: 5_000,
};

const HEADER_BYTES = 16 * 1024;
const HEADERS = 200;
const CLOSING_MS = 50;
const SILENT_MS = 500;

/** What an HTTP server is made of. */
export interface HttpServerParts {
  readonly replyError: ErrorReply;
  readonly connections: ConnectionTally;
  readonly tls?: TlsSettings | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
}

/** A server without routes, in which nothing that a client sends has no bound. */
export function createHttpServer({ replyError, connections, tls, limits }: HttpServerParts): FastifyInstance {
  const { maxConnections, handshakeMs, headersMs, requestMs, keptMs, idleMs, checkMs } = { ...LIMITS, ...limits };
  const http = { maxHeaderSize: HEADER_BYTES, headersTimeout: headersMs, connectionsCheckingInterval: checkMs };
  const paths = new PathText();
  const options: FastifyServerOptions = {
    ...contradictions(replyError),
    rewriteUrl: (request) => paths.readable(request),
    requestTimeout: requestMs,
    keepAliveTimeout: keptMs,
    connectionTimeout: idleMs,
    clientErrorHandler: (error, socket) => connections.end(error, socket),
    genReqId: requestId(),
  };
  const app = create(options, http, tls && { ...tls, handshakeTimeout: handshakeMs });
  app.server.maxConnections = maxConnections;
  app.server.maxHeadersCount = HEADERS;
  connections.watch(app.server);
  takeTurns(app);
  hangUpWhenItCloses(app, tls !== undefined);
  nameAndRefuse(app);
  paths.watch(app);
  return app;
}

/** Every answer names its request; from the moment we stop each is the same: come again. */
function nameAndRefuse(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    if (!isStopping) return done();
    reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).type('text/plain; charset=utf-8');
    reply.send('the control plane is stopping; try again in a moment');
  });
}

/** Nobody is waited for who does not wait for an answer. */
function hangUpWhenItCloses(app: FastifyInstance, hasTls: boolean): void {
  const silent = new SilentConnections();
  silent.watch(app, hasTls);
  app.addHook('preClose', (done) => {
    // Node closes idle connections only once: one that is answered after that would be kept, and waited for.
    const idle = setInterval(() => app.server.closeIdleConnections(), CLOSING_MS).unref();
    // What is asked on it may be on its way.
    const quiet = setTimeout(() => silent.end(), SILENT_MS).unref();
    app.server.once('close', () => {
      clearInterval(idle);
      clearTimeout(quiet);
    });
    done();
  });
}

/** Fastify's defaults contradict the wire of v0.1.1 in each of these. */
function contradictions(replyError: ErrorReply): FastifyServerOptions {
  return {
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true }, plugins: [addMaxBytes] },
    schemaErrorFormatter: refusedShape,
    frameworkErrors: replyError,
    // An id that is too long is told so by its route, not by the router; Node bounds the whole head.
    routerOptions: { maxParamLength: 16_384 },
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    bodyLimit: 1024 * 1024,
    forceCloseConnections: 'idle',
    // Ours is plain text: a hook says it.
    return503OnClosing: false,
  };
}

/** Fastify's types tell an HTTPS server from an HTTP one; nothing here does. */
function create(options: FastifyServerOptions, http: object, tls: object | undefined): FastifyInstance {
  if (tls === undefined) return fastify({ ...options, http });
  return fastify({ ...options, https: { ...http, ...tls } } as FastifyServerOptions<Server>);
}
