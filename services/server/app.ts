import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { Engine } from '../actors/engine.ts';
import { version } from '../host/version.ts';
import type { Reads } from '../store/read/reads.ts';
import { guardRoutes, spokenProtocol, stayCheck } from './auth/auth.ts';
import { tokenCheck } from './auth/bootstrap-token.ts';
import { Doorkeeper, type DoorSettings } from './auth/doorkeeper.ts';
import { ignoreBodies } from './http/body.ts';
import { createHttpServer, type HttpLimits } from './http/http-server.ts';
import { createErrorReply } from './http/reply-error.ts';
import { logRequests, requestFields } from './http/request-log.ts';
import { sortUpgrades } from './http/sort-upgrades.ts';
import type { TlsSettings } from './http/tls.ts';
import { refuseUnknownPaths, watchMethods } from './http/unmatched.ts';
import type { Log, LogLevel } from './log.ts';
import { Metrics } from './metrics/metrics.ts';
import { actorRoutes } from './routes/actors.ts';
import { auditRoutes } from './routes/audit.ts';
import { boardRoutes } from './routes/board.ts';
import { complianceRoutes } from './routes/compliance.ts';
import { feedRoutes } from './routes/feeds.ts';
import { keyRoutes } from './routes/keys.ts';
import { linkRoutes } from './routes/links.ts';
import { liveMachineRoutes } from './routes/live-machines.ts';
import { machineRoutes } from './routes/machines.ts';
import { metricsRoute, operationRoutes } from './routes/operations.ts';
import { Quarantine } from './routes/quarantine.ts';
import { referenceRoutes } from './routes/reference.ts';
import { releaseRoutes } from './routes/releases.ts';
import { rolloutRoutes } from './routes/rollouts.ts';
import { statechartRoutes } from './routes/statecharts.ts';
import { GOING_AWAY } from './sockets/close-codes.ts';
import { Feed, type FeedTiming } from './sockets/feed.ts';
import { Links, type LinkTiming } from './sockets/links.ts';

/** What the HTTP side is made of. */
export interface AppParts {
  readonly engine: Engine;
  /** Not the app's to close. */
  readonly reads: Reads;
  readonly log: Log;
  /** What the log takes at least; `info` unless told. */
  readonly logLevel?: LogLevel | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** Absent: of its own. */
  readonly metrics?: Metrics | undefined;
  /** Metrics are on a listener of their own, and not here. */
  readonly hidesMetrics?: boolean | undefined;
  readonly tls?: TlsSettings | undefined;
  readonly feedTiming?: Partial<FeedTiming> | undefined;
  readonly linkTiming?: Partial<LinkTiming> | undefined;
  readonly door?: Partial<DoorSettings> | undefined;
  /** Who wants to be the first must have what is in this file; undefined: anybody can be. */
  readonly bootstrapTokenFile?: string | undefined;
}

/** The control plane's HTTP and WebSocket side, ready to listen. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { engine, reads, log, tls, feedTiming } = parts;
  const metrics = parts.metrics ?? new Metrics({ engine, reads: reads.figures, tls });
  const replyError = createErrorReply(log);
  const app = createHttpServer({ replyError, connections: metrics.connections, tls, limits: parts.limits });
  const feed = new Feed({ engine, log, timing: feedTiming });
  const links = new Links({ reads, engine, log, timing: parts.linkTiming });
  app.setErrorHandler(replyError);
  metrics.http.watch(app);
  metrics.watch({ server: app.server, viewers: feed, links });
  logRequests(app, log, parts.logLevel ?? 'info');
  ignoreBodies(app);
  refuseUnknownPaths(app);
  const doorkeeper = new Doorkeeper({ engine, log, settings: parts.door });
  const guard = { keys: reads.keys, doorkeeper, wantsCertificates: tls?.requestCert ?? false };
  guardRoutes(app, guard);
  const methods = watchMethods(app);
  await app.register(websocket, {
    options: {
      server: sortUpgrades(app),
      // Of links; a viewer that says more than a little is let go by its feed.
      maxPayload: 1024 * 1024,
      perMessageDeflate: false,
      handleProtocols: spokenProtocol,
    },
    preClose: sayGoodbye,
    errorHandler(error, socket, request) {
      log('debug', 'a WebSocket was dropped', { ...requestFields(request), error });
      socket.terminate();
    },
  });
  app.addHook('onClose', () => {
    feed.stop();
    links.stop();
  });
  operationRoutes(app, engine, reads.figures);
  if (!parts.hidesMetrics) metricsRoute(app, metrics);
  keyRoutes(app, { keys: reads.keys, engine, tokenCheck: tokenCheckOf(parts, doorkeeper) });
  machineRoutes(app, { machines: reads.machines, live: reads.liveMachines, engine, links, log });
  releaseRoutes(app, reads.releases, engine);
  rolloutRoutes(app, reads, engine);
  auditRoutes(app, reads.audit, log);
  complianceRoutes(app, { compliance: reads.compliance, engine });
  const live = { feed, staying: stayCheck(guard) };
  feedRoutes(app, live, reads);
  liveMachineRoutes(app, live, reads.liveMachines);
  actorRoutes(app, { actors: reads.actors, quarantine: new Quarantine(engine, log), live });
  statechartRoutes(app);
  linkRoutes(app, links);
  referenceRoutes(app, version);
  boardRoutes(app);
  app.after(() => methods.refuseOthers());
  await app.ready();
  return app;
}

const tokenCheckOf = ({ bootstrapTokenFile: path, log }: AppParts, doorkeeper: Doorkeeper) =>
  path === undefined ? undefined : tokenCheck({ path, doorkeeper, log });

/** Tells every viewer that it should come back; Fastify closes the listener after this. */
function sayGoodbye(this: FastifyInstance, done: () => void): void {
  for (const viewer of this.websocketServer.clients) viewer.close(GOING_AWAY, 'the control plane is stopping');
  this.websocketServer.close();
  done();
}
