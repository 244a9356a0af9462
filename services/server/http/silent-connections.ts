import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Connections on which nothing has been asked yet: browsers open some in advance, and whatever looks whether a port is open.
 * Node does not count them as idle, and once a server closes it looks for slow ones no more: each would be waited for until its
 * socket times out.
 */
export class SilentConnections {
  readonly #silent = new Set<Socket>();

  /** Watches the connections of a server that has TLS, or none. */
  watch(app: FastifyInstance, hasTls: boolean): void {
    app.server.on(hasTls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#silent.add(socket);
      socket.once('close', () => this.#silent.delete(socket));
    });
    app.addHook('onRequest', ({ raw }, _reply, done) => {
      this.#silent.delete(raw.socket);
      done();
    });
  }

  /** Hangs up on all of them. */
  end(): void {
    for (const socket of this.#silent) socket.destroy();
  }
}
