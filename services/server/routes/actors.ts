import type { FastifyInstance } from 'fastify';
import { BadInput, NotFound } from '../../../machines/errors.ts';
import { ActorKind, ActorStatus } from '../../../machines/model/actor.ts';
import { type Words, wordsIn } from '../../../machines/model/words-in.ts';
import { views } from '../../api/contract/contract.ts';
import { statechartNamed } from '../../draw/product-charts.ts';
import { kindIn } from '../../store/read/actor-search.ts';
import type { ActorReads } from '../../store/read/actors.ts';
import { pageAsked } from '../http/paging.ts';
import { refuseLongIds, serve } from '../http/serve.ts';
import { ActorTopic, stepSource } from '../sockets/actor-topic.ts';
import { type LiveParts, liveRoute } from './live-route.ts';
import type { Quarantine } from './quarantine.ts';

/** What the routes of actors are made of. */
export interface ActorRouteParts {
  readonly actors: ActorReads;
  readonly quarantine: Pick<Quarantine, 'now'>;
  readonly live: LiveParts;
}

/** Longer than any address. */
const SEARCH_BYTES = 256;

/** Actors: their state, what they wait for, their mail and their steps, also as they happen. */
export function actorRoutes(app: FastifyInstance, { actors, quarantine, live }: ActorRouteParts): void {
  const chartOf = once(statechartNamed);
  serve(app, 'listActors', async ({ query: { kind, status, search, ...page } }) => {
    if (Buffer.byteLength(search ?? '') > SEARCH_BYTES)
      throw new BadInput(`\`search\` has at most ${SEARCH_BYTES} bytes`);
    const question = { kind: wordOf('kind', kind, ActorKind), status: wordOf('status', status, ActorStatus), search };
    return actors.list({ ...question, ...pageAsked(page) }, await quarantine.now());
  });
  serve(app, 'getActor', async ({ params: { address } }) => {
    const chart = chartOf(kindIn(address));
    const problems = await quarantine.now();
    const detail = chart && actors.detail(address, { problems, chart });
    return detail ?? refuse(address, actors);
  });
  serve(
    app,
    'actorHistory',
    ({ params: { address }, query }) => actors.history(address, pageAsked(query)) ?? refuse(address, actors),
  );
  const source = stepSource(actors);
  liveRoute(app, live, {
    view: views.actor,
    check({ params }) {
      const { address } = params as { address: string };
      refuseLongIds({ address });
      if (!actors.has(address)) refuse(address, actors);
    },
    topic: ({ params }) => new ActorTopic(source, actors, (params as { address: string }).address),
  });
}

/** Makes each answer once: the charts are those of this version. */
function once<Answer>(make: (name: string) => Answer | undefined): (name: string) => Answer | undefined {
  const made = new Map<string, Answer>();
  return (name) => {
    const answer = made.get(name) ?? make(name);
    if (answer !== undefined) made.set(name, answer);
    return answer;
  };
}

/** One of some words; undefined: it is not asked for. Throws `BadInput` that has them all. */
function wordOf<Word extends string>(name: string, asked: string | undefined, schema: Words<Word>): Word | undefined {
  if (asked === undefined) return undefined;
  const words = wordsIn(schema);
  const word = words.find((one) => one === asked);
  if (word === undefined) throw new BadInput(`\`${name}\` is one of ${words.join(', ')}, not "${asked}"`);
  return word;
}

/** Says why there is no actor at an address. Throws `NotFound`. */
function refuse(address: string, actors: Pick<ActorReads, 'hasMachine'>): never {
  const kinds = wordsIn(ActorKind);
  const kind = kinds.find((word) => word === kindIn(address));
  if (kind === undefined) {
    const examples = kinds.map((word) => `\`${word}:ID\``).join(', ');
    throw new NotFound(`"${address}" is no address of an actor: those begin with their kind, ${examples}`);
  }
  if (kind === 'machine' && actors.hasMachine(idOf(address)))
    throw new NotFound(`${address} has no actor yet: it begins when the machine is first told something, or reports`);
  throw new NotFound(`there is no actor ${address}`);
}

const idOf = (address: string): string => address.slice(address.indexOf(':') + 1);
