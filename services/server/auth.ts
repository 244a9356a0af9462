import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
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

/** Puts before every route from now on the check that its `config.access` asks for. */
export function guardRoutes(app: FastifyInstance, keys: KeyReads): void {
  app.decorateRequest('actor', '');
  app.addHook('onRoute', (route: RouteOptions) => {
    const access = route.config?.access;
    if (access === undefined) throw new Error(`the route ${route.url} does not say who may call it`);
    const check = checkFor(access, keys);
    if (check) route.onRequest = check;
  });
}

function checkFor(access: Access, keys: KeyReads): onRequestHookHandler | undefined {
  if (access === 'anyone') return undefined;
  if (access === 'agent') {
    const speakers = new WeakMap<Socket, Speaker>();
    return (request, _reply, done) => done(certificateProblem(request, speakers));
  }
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

/** Whom a connection speaks for: the machine in its client certificate, or anybody if it showed none. */
type Speaker = { readonly isAnybody: true } | { readonly isAnybody: false; readonly name: string | undefined };

/** Why the client's certificate does not speak for the machine in the path. */
function certificateProblem(
  { raw, params }: FastifyRequest,
  speakers: WeakMap<Socket, Speaker>,
): Forbidden | undefined {
  const { socket } = raw;
  if (!(socket instanceof TLSSocket)) return undefined;
  let speaker = speakers.get(socket);
  if (speaker === undefined) speakers.set(socket, (speaker = speakerOn(socket)));
  const { id } = params as { id: string };
  if (speaker.isAnybody || speaker.name === id) return undefined;
  return new Forbidden('the client certificate is not of this machine');
}

/** Parsing a certificate costs more than a request: this is called once a connection. */
function speakerOn(socket: TLSSocket): Speaker {
  const { subject } = socket.getPeerCertificate();
  // Only a listener without a client CA lets such a connection through.
  if (subject === undefined) return { isAnybody: true };
  // Node gives an array when there are several common names, which its types do not say; the first counts.
  const names: readonly (string | undefined)[] = [subject.CN].flat();
  return { isAnybody: false, name: names[0] };
}
