import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Unavailable } from '../../../machines/errors.ts';
import { links as addresses } from '../../api/contract/contract.ts';
import { refuseLongIds } from '../http/serve.ts';
import { createFrameReader, type FrameReader } from '../sockets/link-frames.ts';
import type { Links } from '../sockets/links.ts';
import { askToUpgrade, dropResponse, hearErrors } from '../sockets/upgrade.ts';

/** More agents than this are asked to come again later; until then they poll. */
const MOST_LINKS = 20_000;

/** The WebSocket of each machine's agent. What can be refused is refused before the upgrade, as HTTP. */
export function linkRoutes(app: FastifyInstance, links: Pick<Links, 'size' | 'serve'>): void {
  let reader: FrameReader | undefined;
  app.route({
    method: 'GET',
    url: addresses.agent.path,
    exposeHeadRoute: false,
    config: { access: addresses.agent.access },
    preValidation(request, _reply, done) {
      refuseLongIds(request.params as Record<string, string>);
      if (links.size >= MOST_LINKS) throw new Unavailable(`${MOST_LINKS} agents are linked: try again later, and poll`);
      done();
    },
    preHandler: dropResponse,
    handler: askToUpgrade,
    wsHandler(socket, request) {
      // The first link compiles for all: with the server's own compiler, which is complete only now.
      reader ??= readerFor(request);
      hearErrors(socket, () => socket.terminate());
      links.serve(socket, (request.params as { id: string }).id, reader);
    },
  });
}

const readerFor = (request: FastifyRequest): FrameReader =>
  createFrameReader((schema) => request.compileValidationSchema(schema));
