import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify';
import { takeNothing } from './body.ts';

/** Of these Fastify knows the rest: an answer of 405 lists what a path takes. */
const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Notes which methods each path takes from now on; `refuse` then answers 405 for its others. */
export function watchMethods(app: FastifyInstance): { refuseOthers(): void } {
  const taken = new Map<string, Set<HTTPMethods>>();
  app.addHook('onRoute', ({ url, method }: RouteOptions) => {
    const methods = taken.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    taken.set(url, methods);
  });
  return {
    refuseOthers() {
      for (const [url, methods] of [...taken]) {
        const allow = METHODS.filter((method) => methods.has(method)).join(',');
        takeNothing(app, {
          url,
          method: METHODS.filter((method) => !methods.has(method)),
          exposeHeadRoute: false,
          config: { access: 'anyone' },
          handler: (_request, reply) => reply.code(405).header('allow', allow).send(),
        });
      }
    },
  };
}

/** Requests that no route is for get an empty 404; an empty `:id`, which the router lets through, is none. */
export function refuseUnknownPaths(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => void reply.code(404).send());
  app.addHook('onRequest', (request, reply, done) => {
    // Or the parser would complain of a body that nobody wants.
    if (request.is404) delete request.headers['content-type'];
    if (Object.values(request.params as object).includes('')) reply.callNotFound();
    else done();
  });
}
