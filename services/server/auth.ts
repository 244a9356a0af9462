import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify';
import { Forbidden, Unauthenticated } from '../../machines/errors.ts';
import type { Role } from '../../machines/model/key.ts';
import type { Access } from '../api/contract/endpoint.ts';
import type { KeyReads, KnownKey } from '../store/read/keys.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; a route without it is not served. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who asks, for audit and `created_by`: `apikey:<name>`; empty where no key is asked for. */
    actor: string;
  }
}

/**
 * Puts before every route from now on the check that its `config.access` asks for. `wantsCertificates`: the listener
 * lets nobody in without a client certificate.
 */
export function guardRoutes(app: FastifyInstance, keys: KeyReads, wantsCertificates: boolean): void {
  app.decorateRequest('actor', '');
  app.addHook('onRoute', (route: RouteOptions) => {
    const access = route.config?.access;
    if (access === undefined) throw new Error(`the route ${route.url} does not say who may call it`);
    const check = access === 'agent' ? certificateCheck(wantsCertificates) : checkFor(access, keys);
    if (check) route.onRequest = check;
  });
}

/** Without a client CA an agent may be anybody; with one, whoever shows no certificate is nobody. */
function certificateCheck(wantsCertificates: boolean): onRequestHookHandler | undefined {
  if (!wantsCertificates) return undefined;
  const speakers = new WeakMap<Socket, Speaker>();
  return (request, _reply, done) => done(certificateProblem(request, speakers));
}

function checkFor(access: Exclude<Access, 'agent'>, keys: KeyReads): onRequestHookHandler | undefined {
  if (access === 'anyone') return undefined;
  return (request, _reply, done) => {
    const key = keyIn(request, keys);
    if (key === undefined) return done(new Unauthenticated('the API key is missing or unknown'));
    if (!access.includes(key.role)) return done(wrongRole(key.role, access));
    request.actor = `apikey:${key.name}`;
    done();
  };
}

const BEARER = 'Bearer ';

/** The key of the request, looked up each time: one inserted or deleted by hand counts at once. */
function keyIn({ headers: { authorization = '' } }: FastifyRequest, keys: KeyReads): KnownKey | undefined {
  if (!authorization.startsWith(BEARER)) return undefined;
  const hash = createHash('sha256').update(authorization.slice(BEARER.length)).digest('hex');
  const key = keys.find(hash);
  return key && timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash)) ? key : undefined;
}

const wrongRole = (role: Role, wanted: readonly Role[]): Forbidden =>
  new Forbidden(`this API key has the role ${role}; this needs ${wanted.join(' or ')}`);

/** The machine that a connection speaks for: the common name in its client certificate. */
interface Speaker {
  readonly name: string | undefined;
}

/** Why the client's certificate does not speak for the machine in the path. */
function certificateProblem(
  { raw: { socket }, params }: FastifyRequest,
  speakers: WeakMap<Socket, Speaker>,
): Forbidden | undefined {
  let speaker = speakers.get(socket);
  if (speaker === undefined) speakers.set(socket, (speaker = speakerOn(socket)));
  const { id } = params as { id: string };
  return speaker.name === id ? undefined : new Forbidden('the client certificate is not of this machine');
}

/** Parsing a certificate costs more than a request: this is called once a connection. */
function speakerOn(socket: Socket): Speaker {
  // Node gives null, which its types do not say, once the client has hung up.
  const certificate: PeerCertificate | null = socket instanceof TLSSocket ? socket.getPeerCertificate() : null;
  // And an array when there are several common names; the first counts.
  const names: readonly (string | undefined)[] = [certificate?.subject?.CN].flat();
  return { name: names[0] };
}
