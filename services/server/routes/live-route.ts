import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BadInput, Unavailable } from '../../../machines/errors.ts';
import type { Access } from '../../api/contract/endpoint.ts';
import type { Feed } from '../sockets/feed.ts';
import type { Topic } from '../sockets/topic.ts';
import { askToUpgrade } from '../sockets/upgrade.ts';

/** More viewers than this are asked to come again later. */
const MAX_VIEWERS = 10_000;

/** What all live routes share. */
export interface LiveParts {
  readonly feed: Feed;
  /** Gives what tells whether the key of a request is still good for this. */
  readonly staying: (request: FastifyRequest, access: Access) => () => boolean;
}

/** A WebSocket on which something is followed. */
export interface LiveRoute {
  /** What the contract says of it. */
  readonly view: { readonly path: string; readonly access: Access };
  /** What the viewer who asks is to follow; called after the upgrade. */
  readonly topic: (request: FastifyRequest) => Topic;
  /** Throws what speaks against the upgrade: it is said as HTTP. */
  readonly check?: (request: FastifyRequest) => void;
}

/** Serves what is looked at live from the `after` of each viewer on; what can be refused is refused before the upgrade. */
export function liveRoute(app: FastifyInstance, { feed, staying }: LiveParts, { view, topic, check }: LiveRoute): void {
  const { path, access } = view;
  app.route({
    method: 'GET',
    url: path,
    exposeHeadRoute: false,
    config: { access },
    preValidation(request: FastifyRequest, _: unknown, done: () => void) {
      if (feed.size >= MAX_VIEWERS) throw new Unavailable(`${MAX_VIEWERS} viewers are connected: try again later`);
      seqIn(request);
      beatIn(request);
      check?.(request);
      done();
    },
    handler: askToUpgrade,
    wsHandler: (socket, request) =>
      feed.serve(socket, topic(request), {
        after: seqIn(request),
        mayStay: staying(request, access),
        hasBeat: beatIn(request),
      }),
  });
}

/** `after`: the last `seq` that the viewer has; not given: 0, from the beginning. */
function seqIn(request: FastifyRequest): number {
  const { after = '0' } = request.query as { after?: unknown };
  const seq = typeof after === 'string' && /^\d+$/.test(after) ? Number(after) : Number.NaN;
  if (!Number.isSafeInteger(seq)) throw new BadInput('`after` is the last seq that was seen: 0 or more');
  return seq;
}

/** `beat`: whether the viewer wants beats; not given: it does not. */
function beatIn(request: FastifyRequest): boolean {
  const { beat = 'false' } = request.query as { beat?: unknown };
  if (beat !== 'true' && beat !== 'false') throw new BadInput('`beat` is true or false');
  return beat === 'true';
}
