import { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import {
  errorCodes,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onRequestAsyncHookHandler,
  type RouteOptions,
} from 'fastify';
import type { TObject } from 'typebox';
import { BadInput } from '../../../machines/errors.ts';
import type { Page } from '../../../machines/model/page.ts';
import { type Contract, contract, type EndpointName } from '../../api/contract/contract.ts';
import type { AnswerOf, Endpoint, InputOf, ItemOf } from '../../api/contract/endpoint.ts';
import { takeJson, takeNothing } from './body.ts';
import type { KnownKey } from '../../store/read/keys.ts';
import { type Once, onceFor } from './idempotency.ts';
import { asksForPage, linkToNext } from './paging.ts';
import { listText, type WholeList } from './whole-list.ts';

/** The longest id in a path, UTF-8. */
const ID_BYTES = 128;
/** What is longer: an address has a kind, or the number of a batch, beside its id. */
const LONGER: Readonly<Record<string, number>> = { address: ID_BYTES + 16 };

/**
 * Answers an endpoint: typed input, validated and with its defaults; `actor` is who asks. What an endpoint with `once` in
 * its contract asks of the engine goes through `once`. `key` is the API key that asks, where one is asked for.
 */
export type Handler<Name extends EndpointName> = (
  input: InputOf<Contract[Name]>,
  actor: string,
  once: Once,
  key: KnownKey | null,
) => AnswerOf<Contract[Name]> | Promise<AnswerOf<Contract[Name]>> | WholeOf<Contract[Name]>;

/** A list that nobody asked for in pages. */
type WholeOf<E extends Endpoint> = E extends { readonly paged: true } ? WholeList<ItemOf<E>> : never;

/** What a route may want besides its contract. */
export interface ServeOptions {
  /** 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** Of the answer of success. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Comes before everything else, where the contract asks for no key. */
  readonly onRequest?: onRequestAsyncHookHandler;
}

/** Serves an endpoint of the contract at its path, with its checks and its status. */
export function serve<Name extends EndpointName>(
  app: FastifyInstance,
  name: Name,
  handler: Handler<Name>,
  { headers = {}, ...options }: ServeOptions = {},
): void {
  const endpoint: Endpoint = contract[name];
  const route: RouteOptions = {
    ...options,
    method: endpoint.method,
    url: endpoint.path,
    config: { access: endpoint.access },
    schema: partsOf(endpoint),
    preValidation: preparation(endpoint),
    async handler(request, reply) {
      if (endpoint.params) refuseLongIds(request.params as Record<string, string>);
      const once = onceFor(endpoint, request, reply);
      // The schemas of this endpoint have validated what they do not describe to the compiler.
      const answer: unknown = await handler(request as InputOf<Contract[Name]>, request.actor, once, request.apiKey);
      reply.code(endpoint.status).headers(headers);
      if (endpoint.reply === undefined) return reply.send();
      if (endpoint.reply === 'text') return reply.type('text/plain; charset=utf-8').send(answer);
      if (endpoint.reply === 'csv') return reply.header('content-type', 'text/csv').send(lines(answer));
      reply.header('content-type', 'application/json');
      if (isLong(answer)) return reply.send(lines(listText(answer)));
      const content = endpoint.paged ? itemsOf(answer as PageOrWhole, request, reply) : answer;
      // With a serializer of ours Fastify adds no charset, which v0.1.1 does not send.
      return reply.serializer(JSON.stringify).send(content);
    },
  };
  if (endpoint.body) takeJson(app, route);
  else takeNothing(app, route);
}

type PageOrWhole = Page<unknown> | WholeList<unknown>;

/** A whole list of more than one page. */
const isLong = (answer: unknown): answer is WholeList<unknown> =>
  typeof answer === 'object' &&
  answer !== null &&
  'rest' in answer &&
  (answer as WholeList<unknown>).first.next !== undefined;

/** The list of a page; that there is more is said in a header, and only to who asked for a page. */
function itemsOf(answer: PageOrWhole, { query, url }: FastifyRequest, reply: FastifyReply) {
  const { items, next } = 'first' in answer ? answer.first : answer;
  if (next !== undefined && asksForPage(query as Record<string, string>)) reply.header('link', linkToNext(url, next));
  return items;
}

/** A table is not held as a whole: its next lines are read when the network has taken those before. */
const lines = (table: unknown): Readable => Readable.from(unhurried(table as Iterable<string>), { objectMode: false });

/** A reader who is as fast as we are would otherwise have this thread to itself until the end. */
async function* unhurried(table: Iterable<string>): AsyncIterable<string> {
  for (const piece of table) {
    // Not after the `yield`: one more piece would be read for a reader who has gone.
    await breath();
    yield piece;
  }
}

const partsOf = ({ query, body }: Endpoint) => ({ ...(query && { querystring: query }), ...(body && { body }) });

function preparation({ query, body, lastOfRepeated }: Endpoint): NonNullable<RouteOptions['preValidation']> {
  const lists = query ? listsIn(query) : [];
  return [
    ...(body ? [requireBody] : []),
    ...(lists.length > 0 ? [widening(lists)] : []),
    ...(lastOfRepeated ? [narrowing] : []),
  ];
}

/** `?limit=1&limit=2` is the last of them. */
function narrowing(request: FastifyRequest, _: unknown, done: () => void): void {
  const query = request.query as Record<string, unknown>;
  for (const name in query) if (Array.isArray(query[name])) query[name] = query[name].at(-1);
  done();
}

/** A request without any body has met no parser that could have missed its content type. */
function requireBody(request: FastifyRequest, _: unknown, done: (error?: Error) => void): void {
  done(request.body === undefined ? new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE() : undefined);
}

const listsIn = (query: TObject): string[] =>
  Object.entries(query.properties).flatMap(([name, schema]) => ('items' in schema ? [name] : []));

/** `?tag=a` is a list of one. */
function widening(lists: readonly string[]) {
  return (request: FastifyRequest, _: unknown, done: () => void): void => {
    const query = request.query as Record<string, unknown>;
    for (const name of lists) if (typeof query[name] === 'string') query[name] = [query[name]];
    done();
  };
}

/** Throws `BadInput` for an id in a path that is too long. */
export function refuseLongIds(params: Readonly<Record<string, string>>): void {
  for (const name in params) {
    const most = LONGER[name] ?? ID_BYTES;
    if (Buffer.byteLength(params[name] ?? '') > most) throw new BadInput(`\`${name}\` has at most ${most} bytes`);
  }
}
