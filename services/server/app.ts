import type { Server } from 'node:http';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Engine } from '../actors/engine.ts';
import type { Reads } from '../store/read/reads.ts';
import { guardRoutes } from './auth.ts';
import { ignoreBodies } from './body.ts';
import { Feed, type FeedTiming } from './feed.ts';
import type { Log } from './log.ts';
import { createErrorReply, type ErrorReply } from './reply-error.ts';
import { auditRoutes } from './routes/audit.ts';
import { feedRoutes } from './routes/feeds.ts';
import { machineRoutes } from './routes/machines.ts';
import { operationRoutes } from './routes/operations.ts';
import { releaseRoutes } from './routes/releases.ts';
import { rolloutRoutes } from './routes/rollouts.ts';
import type { TlsSettings } from './tls.ts';
import { refuseUnknownPaths, watchMethods } from './unmatched.ts';
import { addMaxBytes, refusedShape } from './validation.ts';

/** What the HTTP side is made of. */
export interface AppParts {
  readonly engine: Engine;
  /** Not the app's to close. */
  readonly reads: Reads;
  readonly log: Log;
  readonly tls?: TlsSettings | undefined;
  readonly feedTiming?: Partial<FeedTiming> | undefined;
}

/** The control plane's HTTP and WebSocket side, ready to listen. */
export async function createApp({ engine, reads, log, tls, feedTiming }: AppParts): Promise<FastifyInstance> {
  const replyError = createErrorReply(log);
  const app = createServer(settings(replyError), tls);
  const feed = new Feed({ reads, engine, log, timing: feedTiming });
  app.setErrorHandler(replyError);
  ignoreBodies(app);
  refuseUnknownPaths(app);
  guardRoutes(app, reads.keys, tls?.requestCert ?? false);
  const methods = watchMethods(app);
  await app.register(websocket, {
    options: { maxPayload: 4096, perMessageDeflate: false },
    preClose: sayGoodbye,
    errorHandler(error, socket) {
      log('debug', 'a feed was dropped', { error });
      socket.terminate();
    },
  });
  app.addHook('onClose', () => feed.stop());
  operationRoutes(app, engine);
  machineRoutes(app, reads.machines, engine);
  releaseRoutes(app, reads.releases, engine);
  rolloutRoutes(app, reads.rollouts, engine);
  auditRoutes(app, reads.audit);
  feedRoutes(app, feed, reads.rollouts);
  app.after(() => methods.refuseOthers());
  await app.ready();
  return app;
}

/** Fastify's defaults contradict the wire of v0.1.1 in each of these. */
function settings(replyError: ErrorReply): FastifyServerOptions {
  return {
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true }, plugins: [addMaxBytes] },
    schemaErrorFormatter: refusedShape,
    frameworkErrors: replyError,
    // An id that is too long is told so by its route, not by the router; Node bounds the whole head.
    routerOptions: { maxParamLength: 16_384 },
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    bodyLimit: 1024 * 1024,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
  };
}

/** Fastify's types tell an HTTPS server from an HTTP one; nothing here does. */
function createServer(options: FastifyServerOptions, tls: TlsSettings | undefined): FastifyInstance {
  if (tls === undefined) return fastify(options);
  return fastify({ ...options, https: tls } as FastifyServerOptions<Server>);
}

/** Tells every viewer that it should come back; Fastify closes the listener after this. */
function sayGoodbye(this: FastifyInstance, done: () => void): void {
  for (const viewer of this.websocketServer.clients) viewer.close(1001, 'the control plane is stopping');
  this.websocketServer.close();
  done();
}
