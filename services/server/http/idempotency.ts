import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BadInput } from '../../../machines/errors.ts';
import type { Engine, Repeatable, Requests } from '../../actors/engine.ts';
import type { Endpoint } from '../../api/contract/endpoint.ts';

/** The engine as one HTTP request sees it: what it asks twice with one `Idempotency-Key` is done once. */
export interface OnceEngine {
  request<Name extends Repeatable>(name: Name, input: Requests[Name]['input']): Promise<Requests[Name]['output']>;
}

/** Puts the `Idempotency-Key` of the request at hand, if it has one, before the engine. */
export type Once = (engine: Pick<Engine, 'request'>) => OnceEngine;

/**
 * How the handler of a request asks the engine. Throws `BadInput` for a key that is none, and where answers are not kept:
 * they are secrets, and who sends a key would believe that it may safely try again.
 */
export function onceFor(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Once {
  const key = request.headers['idempotency-key'];
  if (key === undefined || isIndifferent(endpoint)) return (engine) => engine;
  if (!endpoint.once) {
    throw new BadInput('the answer of this request is not kept for a repeat; send it without an Idempotency-Key');
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new BadInput('an Idempotency-Key has 1 to 255 visible ASCII characters, such as a UUID');
  }
  return (engine) => ({
    async request(name, input) {
      const fingerprint = fingerprintOf(endpoint, request);
      const once = { name, input, actor: request.actor, key, fingerprint };
      const { answer, isReplay } = await engine.request('once', once);
      if (isReplay) reply.header('idempotency-replayed', 'true');
      return answer as Requests[typeof name]['output'];
    },
  });
}

/** Only a POST by an operator does something more when it comes again. */
const isIndifferent = ({ method, access }: Endpoint): boolean => method !== 'POST' || access === 'agent';

/** The same for the same call of the same route, in whatever order its fields come. */
function fingerprintOf({ method, path }: Endpoint, { params, body }: FastifyRequest): string {
  const call = JSON.stringify([method, path, params, body], (_, value: unknown) => sorted(value));
  return createHash('sha256').update(call).digest('hex');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
