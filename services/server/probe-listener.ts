import type { FastifyInstance } from 'fastify';
import type { Engine } from '../actors/engine.ts';
import type { FigureReads } from '../store/read/figures.ts';
import { ignoreBodies } from './http/body.ts';
import { createHttpServer } from './http/http-server.ts';
import { createErrorReply } from './http/reply-error.ts';
import { refuseUnknownPaths, watchMethods } from './http/unmatched.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { metricsRoute, operationRoutes } from './routes/operations.ts';

/** What a listener for probes is made of. */
export interface ProbeParts {
  readonly engine: Pick<Engine, 'isReady'>;
  readonly reads: Pick<FigureReads, 'look'>;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Probes and scrapers come from a few places. */
const CONNECTIONS = 100;

/** Metrics, liveness and readiness over plain HTTP, for whoever watches the service and has no client certificate. */
export async function createProbeListener({ engine, reads, metrics, log }: ProbeParts): Promise<FastifyInstance> {
  const replyError = createErrorReply(log);
  const { connections } = metrics;
  const app = createHttpServer({ replyError, connections, limits: { maxConnections: CONNECTIONS } });
  app.setErrorHandler(replyError);
  app.decorateRequest('actor', '');
  app.decorateRequest('apiKey', null);
  ignoreBodies(app);
  refuseUnknownPaths(app);
  const methods = watchMethods(app);
  operationRoutes(app, engine, reads);
  metricsRoute(app, metrics);
  app.after(() => methods.refuseOthers());
  await app.ready();
  return app;
}
