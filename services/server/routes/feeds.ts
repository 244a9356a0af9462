import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import { feeds } from '../../api/contract/contract.ts';
import { type EventFeedReads, eventSource, EventsTopic } from '../sockets/events-topic.ts';
import { type LiveParts, liveRoute } from './live-route.ts';

/** WebSockets on which viewers follow the events of one rollout, or everything. */
export function feedRoutes(app: FastifyInstance, parts: LiveParts, reads: EventFeedReads): void {
  const source = eventSource(reads);
  const idIn = ({ params }: FastifyRequest) => (params as { id: string }).id;
  liveRoute(app, parts, {
    view: feeds.rollout,
    check(request) {
      const id = idIn(request);
      if (reads.rollouts.standing(id) === undefined) throw new NotFound(`there is no rollout ${id}`);
    },
    topic: (request) => new EventsTopic(source, reads, { rolloutId: idIn(request) }),
  });
  liveRoute(app, parts, {
    view: feeds.everything,
    topic: (request) => new EventsTopic(source, reads, { types: typesIn(request) }),
  });
}

/** `topics`: types of event, separated by commas; not given: all. */
function typesIn(request: FastifyRequest): string[] {
  const { topics = '' } = request.query as { topics?: unknown };
  return [topics]
    .flat()
    .flatMap((text) => String(text).split(','))
    .filter((type) => type !== '');
}
