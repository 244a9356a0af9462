import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BadInput, NotFound, Unavailable } from '../../../machines/errors.ts';
import { feeds } from '../../api/contract/contract.ts';
import type { Access } from '../../api/contract/endpoint.ts';
import type { RolloutReads } from '../../store/read/rollouts.ts';
import type { Feed, Watching } from '../sockets/feed.ts';
import { askToUpgrade } from '../sockets/upgrade.ts';

/** More viewers than this are asked to come again later. */
const MAX_VIEWERS = 10_000;

/** What the routes of feeds are made of. */
export interface FeedRouteParts {
  readonly feed: Feed;
  readonly rollouts: Pick<RolloutReads, 'standing'>;
  /** Gives what tells whether the key of a request is still good for this. */
  readonly staying: (request: FastifyRequest, access: Access) => () => boolean;
}

/** WebSockets on which viewers follow one rollout, or everything. */
export function feedRoutes(app: FastifyInstance, { feed, rollouts, staying }: FeedRouteParts): void {
  const watching = (request: FastifyRequest, { access }: Viewable): Watching => ({
    after: seqIn(request),
    mayStay: staying(request, access),
  });
  app.route({
    ...viewing(feeds.rollout, feed, ({ params }) => {
      const { id } = params as { id: string };
      if (rollouts.standing(id) === undefined) throw new NotFound(`there is no rollout ${id}`);
    }),
    wsHandler(socket, request) {
      const { id } = request.params as { id: string };
      feed.serve(socket, { rolloutId: id }, watching(request, feeds.rollout));
    },
  });
  app.route({
    ...viewing(feeds.everything, feed),
    wsHandler: (socket, request) =>
      feed.serve(socket, { types: typesIn(request) }, watching(request, feeds.everything)),
  });
}

/** What the contract says of a feed. */
interface Viewable {
  readonly path: string;
  readonly access: Access;
}

/** What both have in common: everything that can be refused is refused before the upgrade, as HTTP. */
function viewing({ path: url, access }: Viewable, feed: Feed, check?: (request: FastifyRequest) => void) {
  return {
    method: 'GET',
    url,
    exposeHeadRoute: false,
    config: { access },
    preValidation(request: FastifyRequest, _: unknown, done: () => void) {
      if (feed.size >= MAX_VIEWERS) throw new Unavailable(`${MAX_VIEWERS} viewers are connected: try again later`);
      seqIn(request);
      check?.(request);
      done();
    },
    handler: askToUpgrade,
  } as const;
}

/** `after`: the last `seq` that the viewer has; not given: 0, from the beginning. */
function seqIn(request: FastifyRequest): number {
  const { after = '0' } = request.query as { after?: unknown };
  const seq = typeof after === 'string' && /^\d+$/.test(after) ? Number(after) : Number.NaN;
  if (!Number.isSafeInteger(seq)) throw new BadInput('`after` is the last seq that was seen: 0 or more');
  return seq;
}

/** `topics`: types of event, separated by commas; not given: all. */
function typesIn(request: FastifyRequest): string[] {
  const { topics = '' } = request.query as { topics?: unknown };
  return [topics]
    .flat()
    .flatMap((text) => String(text).split(','))
    .filter((type) => type !== '');
}
