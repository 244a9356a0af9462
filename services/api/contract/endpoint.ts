import { type Static, type TObject, type TSchema, Type } from 'typebox';
import type { Role } from '../../../machines/model/key.ts';
import type { Page } from '../../../machines/model/page.ts';

/** Who may call an endpoint: anybody, an agent about itself, or a key with one of these roles. */
export type Access = 'anyone' | 'agent' | readonly [Role, ...Role[]];

/** Keys that may look. */
export const READERS = ['readonly', 'deploy', 'admin'] as const satisfies Access;
/** Keys that may release and roll out. */
export const DEPLOYERS = ['deploy', 'admin'] as const satisfies Access;
/** Keys that may do everything. */
export const ADMINS = ['admin'] as const satisfies Access;

/** One route: what server, client, CLI and OpenAPI are made from. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: `/${string}`;
  readonly access: Access;
  /** The status of success. */
  readonly status: 200 | 201 | 204;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Absent: the answer has no body. `text`: it is plain text. `csv`: a table as text, as long as it is. */
  readonly reply?: TSchema | 'text' | 'csv';
  /** The answer is a list that can be had page by page: `limit`, `after`, and a `Link` to the next (RFC 8288). */
  readonly paged?: true;
  /** Of a query parameter that is repeated the last counts, as in v0.1.1; elsewhere that is a 400. */
  readonly lastOfRepeated?: true;
  /** Takes an `Idempotency-Key`: a repeat is not run again, it gets the answer of the first. */
  readonly once?: true;
  readonly summary: string;
}

/** Declares an endpoint and keeps its exact type. */
export const endpoint = <const E extends Endpoint>(declared: E): E => declared;

/** What every paged list may be asked with. */
export const PAGE_QUERY = {
  limit: Type.Optional(Type.String({ description: 'How many at most.' })),
  after: Type.Optional(Type.String({ description: 'Where to go on: from the `Link` header of the page before.' })),
};

/** `:id` of a machine, release or rollout; its length is checked by the server (400, not 422). */
export const Id = Type.Object({ id: Type.String() });

type Part<E extends Endpoint, K extends 'params' | 'query' | 'body'> = E[K] extends TSchema
  ? { [P in K]: Static<E[K]> }
  : object;
type QueryPart<E extends Endpoint> = E['query'] extends TSchema ? { query?: Partial<Static<E['query']>> } : object;

/** What a route handler gets: everything validated, defaults filled in. */
export type InputOf<E extends Endpoint> = Part<E, 'params'> & Part<E, 'query'> & Part<E, 'body'>;

/** What a caller gives: query values are optional. */
export type CallOf<E extends Endpoint> = Part<E, 'params'> & QueryPart<E> & Part<E, 'body'>;

/** What the handler of an endpoint gives: a table line by line, a page of a list, anything else whole. */
export type AnswerOf<E extends Endpoint> = E['reply'] extends 'csv'
  ? Iterable<string>
  : E extends { readonly paged: true }
    ? Page<ItemOf<E>>
    : ReplyOf<E>;

/** An item of the list that an endpoint answers. */
export type ItemOf<E extends Endpoint> = ReplyOf<E> extends readonly (infer Item)[] ? Item : never;

/** What an endpoint answers. The words come first: to TypeScript a text is a `TSchema`, too. */
export type ReplyOf<E extends Endpoint> = E['reply'] extends 'text' | 'csv'
  ? string
  : E['reply'] extends TSchema
    ? Static<E['reply']>
    : void;
