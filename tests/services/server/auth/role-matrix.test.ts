import { createHash } from 'node:crypto';
import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { contract, feeds, links } from '../../../../services/api/contract/contract.ts';
import type { Access, Endpoint } from '../../../../services/api/contract/endpoint.ts';
import type { ClientTls } from '../../../../services/api/trust.ts';
import { guardRoutes } from '../../../../services/server/auth/auth.ts';
import { Doorkeeper } from '../../../../services/server/auth/doorkeeper.ts';
import { tlsSettings } from '../../../../services/server/http/tls.ts';
import { aServer, KEYS, type ServedPlane } from '../../../support/a-server.ts';
import { anAuthority } from '../../../support/certificates.ts';
import { secureStatus } from '../../../support/secure-status.ts';
import { tempFolder } from '../../../support/temp.ts';

/** One route, as whoever knocks at it sees it. */
interface Door {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
}

/** Everything that the contract has: what is added to it is tested here by itself. */
const DOORS: readonly Door[] = [
  ...Object.values(contract).map(({ method, path, access }: Endpoint) => ({ method, path, access })),
  ...[...Object.values(feeds), ...Object.values(links)].map(({ path, access }) => ({ method: 'GET', path, access })),
].map((door) => ({ ...door, path: door.path.replaceAll(/:\w+/g, 'web-01') }));

const WITH_KEY = DOORS.filter(({ access }) => typeof access !== 'string');
const FOR_AGENTS = DOORS.filter(({ access }) => access === 'agent');
const FOR_ANYONE = DOORS.filter(({ access }) => access === 'anyone');

const EXPIRED = 'expired-admin-key';

/** What callers may show. */
const SHOWN = { ...KEYS, none: undefined, unknown: 'nobody', expired: EXPIRED } as const;
type Caller = keyof typeof SHOWN;
const CALLERS = Object.keys(SHOWN) as Caller[];

const headersOf = (caller: Caller): Record<string, string> =>
  SHOWN[caller] === undefined ? {} : { authorization: `Bearer ${SHOWN[caller]}` };

/** What keeps a caller out; undefined: nothing. */
function refusalOf(access: Access, caller: Caller): 401 | 403 | undefined {
  if (typeof access === 'string') return undefined;
  if (caller === 'none' || caller === 'unknown' || caller === 'expired') return 401;
  return access.includes(caller) ? undefined : 403;
}

/** No body goes along: whoever is let in is told that it is missing, or that there is no such thing. */
const LET_IN = [200, 204, 404, 409, 415, 426, 503];

function addExpiredKey({ db }: ServedPlane): void {
  const hash = createHash('sha256').update(EXPIRED).digest('hex');
  db.prepare(`INSERT INTO api_keys (key_hash, name, role, expires_at) VALUES (?, 'expired', 'admin', 1)`).run(hash);
}

async function statusesOf(door: Door): Promise<Record<string, number>> {
  const plane = await aServer();
  addExpiredKey(plane);
  const statuses: Record<string, number> = {};
  for (const caller of CALLERS) {
    const response = await plane.ask(door.method, door.path, { role: null, headers: headersOf(caller) });
    statuses[caller] = response.status;
    await response.body?.cancel();
  }
  return statuses;
}

describe('the role matrix', () => {
  test('has doors of every kind', () => {
    expect(DOORS.length).toBe(WITH_KEY.length + FOR_AGENTS.length + FOR_ANYONE.length);
    expect(WITH_KEY.length).toBeGreaterThanOrEqual(20);
    expect(FOR_AGENTS.length).toBeGreaterThanOrEqual(2);
  });

  test.each([...WITH_KEY, ...FOR_AGENTS, ...FOR_ANYONE])('of $method $path is the contract’s', async (door) => {
    const statuses = await statusesOf(door);
    for (const caller of CALLERS) {
      const refusal = refusalOf(door.access, caller);
      const expected = refusal === undefined ? expect.toBeOneOf(LET_IN) : refusal;
      expect([caller, statuses[caller]]).toEqual([caller, expected]);
    }
  });

  test('admits no route that does not say who may call it', () => {
    const app = fastify();
    const engine = { request: () => Promise.reject(new Error('nobody asks')) };
    const doorkeeper = new Doorkeeper({ engine, log: () => undefined });
    guardRoutes(app, { keys: { find: () => undefined }, doorkeeper, wantsCertificates: false });
    expect(() => app.get('/forgotten', () => 'hello')).toThrow('/forgotten does not say who may call it');
  });
});

describe('the role matrix with a client CA', () => {
  /** A control plane that only fleet certificates reach; its certificates by what they are called. */
  async function aFleetPlane() {
    const authority = await anAuthority(tempFolder());
    const { certPath: cert, keyPath: key } = await authority.issue('/CN=control-plane');
    const tls = tlsSettings({ cert, key, clientCa: authority.caPath });
    const plane = await aServer({ ...(tls && { tls }) });
    addExpiredKey(plane);
    const certificateOf = async (subject: string): Promise<ClientTls> => {
      const issued = await authority.issue(subject);
      return { ca: authority.ca, cert: issued.cert, key: issued.key };
    };
    const [machine, other, nameless] = await Promise.all(['/CN=web-01', '/CN=web-02', '/O=fleet'].map(certificateOf));
    if (!machine || !other || !nameless) throw new Error('three certificates were asked for');
    return { plane, ca: authority.ca, certificates: { machine, other, nameless } };
  }

  test('lets an agent speak for its machine and for no other, whatever key it shows', async () => {
    const { plane, certificates } = await aFleetPlane();
    for (const { method, path } of FOR_AGENTS) {
      for (const caller of CALLERS) {
        const ask = (tls: ClientTls) => secureStatus(plane.url, tls, { method, path, headers: headersOf(caller) });
        expect(LET_IN).toContain(await ask(certificates.machine));
        expect([path, await ask(certificates.other), await ask(certificates.nameless)]).toEqual([path, 403, 403]);
      }
    }
  });

  test('asks who has any certificate of the fleet for a key like anybody else', async () => {
    const { plane, certificates } = await aFleetPlane();
    for (const { method, path, access } of WITH_KEY) {
      for (const caller of ['admin', 'readonly', 'none', 'expired'] as const) {
        const status = await secureStatus(plane.url, certificates.nameless, {
          method,
          path,
          headers: headersOf(caller),
        });
        const refusal = refusalOf(access, caller);
        if (refusal === undefined) expect(LET_IN).toContain(status);
        else expect([path, caller, status]).toEqual([path, caller, refusal]);
      }
    }
  });

  test('lets nobody even shake hands without a certificate, at no door', async () => {
    const { plane, ca, certificates } = await aFleetPlane();
    for (const { method, path } of DOORS) {
      await expect(secureStatus(plane.url, { ca }, { method, path, headers: headersOf('admin') })).rejects.toThrow();
    }
    expect(await secureStatus(plane.url, certificates.other, { method: 'GET', path: '/health' })).toBe(200);
  });
});
