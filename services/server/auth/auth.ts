import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify';
import { Forbidden, Unauthenticated } from '../../../machines/errors.ts';
import type { Role } from '../../../machines/model/key.ts';
import { isExpired } from '../../../machines/policy/key-rules.ts';
import type { Access } from '../../api/contract/endpoint.ts';
import type { KeyReads, KnownKey } from '../../store/read/keys.ts';
import type { Doorkeeper } from './doorkeeper.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; a route without it is not served. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who asks, for audit and `created_by`: `apikey:<name>`; empty where nothing is asked for. */
    actor: string;
    /** The API key that asks; null where nothing is asked for. */
    apiKey: KnownKey | null;
  }
}

/** What requests are judged by. */
export interface Guard {
  readonly keys: Pick<KeyReads, 'find'>;
  readonly doorkeeper: Doorkeeper;
  /** The listener lets nobody in without a client certificate. */
  readonly wantsCertificates: boolean;
}

/** Puts before every route from now on the check that its `config.access` asks for. */
export function guardRoutes(app: FastifyInstance, guard: Guard): void {
  app.decorateRequest('actor', '');
  app.decorateRequest('apiKey', null);
  app.addHook('onRoute', (route: RouteOptions) => {
    const access = route.config?.access;
    if (access === undefined) throw new Error(`the route ${route.url} does not say who may call it`);
    const check = access === 'agent' ? certificateCheck(guard) : keyCheck(access, guard);
    if (check) route.onRequest = check;
  });
}

/** Without a client CA an agent may be anybody; with one, whoever shows no certificate is nobody. */
function certificateCheck({ doorkeeper, wantsCertificates }: Guard): onRequestHookHandler | undefined {
  if (!wantsCertificates) return undefined;
  const speakers = new WeakMap<Socket, Speaker>();
  return (request, _reply, done) => {
    const { name } = speakerIn(request, speakers);
    const { id } = request.params as { id: string };
    if (name === id) return done();
    if (name !== undefined) doorkeeper.denied(request, `certificate:${name}`, 'it asked for another machine');
    done(new Forbidden('the client certificate is not of this machine'));
  };
}

function keyCheck(access: Exclude<Access, 'agent'>, { keys, doorkeeper }: Guard): onRequestHookHandler | undefined {
  if (access === 'anyone') return undefined;
  return (request, _reply, done) => {
    const refusal = doorkeeper.refusal(request);
    if (refusal) return done(refusal);
    const shown = bearerOf(request);
    const key = shown === undefined ? undefined : keyWith(hashOf(shown), keys);
    if (key === undefined || isExpired(key, doorkeeper.now())) {
      // Who shows nothing guesses nothing.
      if (shown !== undefined) doorkeeper.failed(request);
      return done(new Unauthenticated('the API key is missing or unknown'));
    }
    request.actor = `apikey:${key.name}`;
    request.apiKey = key;
    doorkeeper.entered(key);
    if (access.includes(key.role)) return done();
    const problem = wrongRole(key.role, access);
    doorkeeper.denied(request, request.actor, problem.message);
    done(problem);
  };
}

const BEARER = 'Bearer ';

/** What a request shows for itself, as it came; undefined: nothing. */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const { authorization = '', 'sec-websocket-protocol': protocols } = headers;
  if (authorization.startsWith(BEARER)) return authorization.slice(BEARER.length);
  return protocols === undefined ? undefined : bearerAmong(protocols);
}

/** The protocol that a WebSocket speaks of those that were offered: the first, but never the one that is a key. */
export const spokenProtocol = (offered: ReadonlySet<string>): string | false =>
  [...offered].find((name) => !name.startsWith(BEARER_PROTOCOL)) ?? false;

const BEARER_PROTOCOL = 'bearer.';

/** A browser can set no header on a WebSocket but the protocols that it speaks: the key is one of them, in base64url. */
function bearerAmong(protocols: string): string | undefined {
  const names = protocols.split(',').map((name) => name.trim());
  const encoded = names.find((name) => name.startsWith(BEARER_PROTOCOL))?.slice(BEARER_PROTOCOL.length);
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString('utf8');
}

/** For what outlives its request: gives what tells, each time anew, whether the key that was shown would be let in now. */
export function stayCheck({ keys, doorkeeper }: Pick<Guard, 'keys' | 'doorkeeper'>) {
  return (request: FastifyRequest, access: Access): (() => boolean) => {
    const hash = hashOf(bearerOf(request) ?? '');
    return () => {
      const key = keyWith(hash, keys);
      return key !== undefined && !isExpired(key, doorkeeper.now()) && access.includes(key.role);
    };
  };
}

const hashOf = (shown: string): string => createHash('sha256').update(shown).digest('hex');

/** Looked up each time: a key that is inserted or deleted by hand counts at once. */
function keyWith(hash: string, keys: Pick<KeyReads, 'find'>): KnownKey | undefined {
  const key = keys.find(hash);
  return key && timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash)) ? key : undefined;
}

const wrongRole = (role: Role, wanted: readonly Role[]): Forbidden =>
  new Forbidden(`this API key has the role ${role}; this needs ${wanted.join(' or ')}`);

/** The machine that a connection speaks for: the common name in its client certificate. */
interface Speaker {
  readonly name: string | undefined;
}

function speakerIn({ raw: { socket } }: FastifyRequest, speakers: WeakMap<Socket, Speaker>): Speaker {
  let speaker = speakers.get(socket);
  if (speaker === undefined) speakers.set(socket, (speaker = speakerOn(socket)));
  return speaker;
}

/** Parsing a certificate costs more than a request: this is called once a connection. */
function speakerOn(socket: Socket): Speaker {
  // Node gives null, which its types do not say, once the client has hung up.
  const certificate: PeerCertificate | null = socket instanceof TLSSocket ? socket.getPeerCertificate() : null;
  // And an array when there are several common names; the first counts.
  const names: readonly (string | undefined)[] = [certificate?.subject?.CN].flat();
  return { name: names[0] };
}
