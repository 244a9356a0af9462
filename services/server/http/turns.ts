import type { FastifyInstance } from 'fastify';

/**
 * Lets a request begin only when those before it on its connection are answered. Node takes all that one packet brings,
 * hundreds, and would hold all their answers for a client that need not read any: that is more than a process can have.
 */
export function takeTurns(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, { raw }, done) => {
    // A response gets the connection when it is its turn; one whose connection is gone never does.
    if (raw.socket !== null) return done();
    raw.once('socket', () => setImmediate(done));
  });
}
