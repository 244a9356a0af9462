import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { HttpFailed, Unreachable } from '../../../../machines/errors.ts';
import { type Client, createClient } from '../../../../services/api/client.ts';
import { followFeed } from '../../../../services/api/feed.ts';
import type { ClientTls } from '../../../../services/api/trust.ts';
import { tlsSettings } from '../../../../services/server/http/tls.ts';
import { aReport, aServer, KEYS } from '../../../support/a-server.ts';
import { anAuthority, type Authority } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';

/** A control plane with TLS, with or without required client certificates. */
async function aSecurePlane({ wantsCertificates }: { wantsCertificates: boolean }) {
  const authority = await anAuthority(tempFolder());
  const own = await authority.issue('/CN=control-plane');
  const tls = tlsSettings({
    cert: own.certPath,
    key: own.keyPath,
    clientCa: wantsCertificates ? authority.caPath : undefined,
  });
  const plane = await aServer({ ...(tls && { tls }) });
  const as = (given: ClientTls, apiKey?: string): Client =>
    createClient({ url: plane.url, tls: { ca: authority.ca, ...given }, apiKey });
  return { plane, authority, as };
}

const certificateOf = async (authority: Authority, subject: string): Promise<ClientTls> => {
  const { cert, key } = await authority.issue(subject);
  return { cert, key };
};

const said = { ...aReport(), tags: [], agent_version: '', uptime_seconds: 0 };
const call = { params: { id: 'web-01' } };

/** The status of an agent's report, or of what it asks. */
async function statusOf(asking: Promise<unknown>): Promise<number> {
  try {
    await asking;
    return 200;
  } catch (error) {
    if (error instanceof HttpFailed) return error.status;
    throw error;
  }
}

describe('a listener with a client CA', () => {
  test('lets nobody in without a certificate, not even to /health', async () => {
    const { as } = await aSecurePlane({ wantsCertificates: true });
    await expect(as({}).health()).rejects.toThrow(Unreachable);
    await expect(as({}).health()).rejects.toThrow(/client certificate|hung up/);
  });

  test('lets nobody in with a certificate of another CA', async () => {
    const { as } = await aSecurePlane({ wantsCertificates: true });
    const stranger = await certificateOf(await anAuthority(tempFolder()), '/CN=web-01');
    await expect(as(stranger).health()).rejects.toThrow(Unreachable);
  });

  test('takes reports and questions of the machine in the certificate, and of no other', async () => {
    const { as, authority } = await aSecurePlane({ wantsCertificates: true });
    const web01 = as(await certificateOf(authority, '/CN=web-01'));
    const web02 = as(await certificateOf(authority, '/CN=web-02'));
    expect(await statusOf(web01.report({ ...call, body: said }))).toBe(200);
    expect(await statusOf(web01.desiredGeneration(call))).toBe(404);
    expect(await statusOf(web02.report({ ...call, body: said }))).toBe(403);
    expect(await statusOf(web02.desiredGeneration(call))).toBe(403);
    // The connection is kept; what it may do is looked at for each request.
    expect(await statusOf(web02.report({ params: { id: 'web-02' }, body: said }))).toBe(200);
  });

  test.each([
    ['/O=nobody', 403],
    ['/CN=web-01/CN=web-02', 200],
    ['/CN=web-02/CN=web-01', 403],
    ['/CN=WEB-01', 403],
  ])('compares the first common name of %s exactly', async (subject, status) => {
    const { as, authority } = await aSecurePlane({ wantsCertificates: true });
    const agent = as(await certificateOf(authority, subject));
    expect(await statusOf(agent.report({ ...call, body: said }))).toBe(status);
  });

  test.each([
    ['/CN=web 01', 'web 01'],
    ['/CN=a\\/b', 'a/b'],
    ['/CN=100%25', '100%25'],
    ['/CN=Zoë', 'Zoë'],
  ])('compares the name in %s with the decoded id', async (subject, id) => {
    const { as, authority } = await aSecurePlane({ wantsCertificates: true });
    const agent = as(await certificateOf(authority, subject));
    expect(await statusOf(agent.report({ params: { id }, body: said }))).toBe(200);
    expect(await statusOf(agent.report({ params: { id: encodeURIComponent(id) + '.' }, body: said }))).toBe(403);
  });

  test('notes whoever asks for another machine in the audit', async () => {
    const { as, authority, plane } = await aSecurePlane({ wantsCertificates: true });
    const agent = as(await certificateOf(authority, '/CN=web-02'));
    expect(await statusOf(agent.desiredGeneration(call))).toBe(403);
    expect(await statusOf(agent.desiredGeneration(call))).toBe(403);
    await plane.engine.request('noteKeyUse', { id: 0, at: 0 });
    expect(plane.db.prepare(`SELECT actor, target FROM audit_entries WHERE action = 'denied'`).all()).toEqual([
      { actor: 'certificate:web-02', target: 'GET /api/v1/machines/:id/desired-generation' },
    ]);
  });

  test('remembers who it is over a resumed session', async () => {
    const { as, authority, plane } = await aSecurePlane({ wantsCertificates: true });
    const resumed: boolean[] = [];
    plane.app.server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
    const agent = as(await certificateOf(authority, '/CN=web-01'));
    expect(await statusOf(agent.report({ ...call, body: said }))).toBe(200);
    plane.app.server.closeIdleConnections();
    expect(await statusOf(agent.desiredGeneration(call))).toBe(404);
    plane.app.server.closeIdleConnections();
    expect(await statusOf(agent.desiredGeneration({ params: { id: 'web-02' } }))).toBe(403);
    expect(resumed).toEqual([false, true, true]);
  });

  test('asks operators for a key as well', async () => {
    const { as, authority } = await aSecurePlane({ wantsCertificates: true });
    const certificate = await certificateOf(authority, '/CN=laptop');
    expect(await statusOf(as(certificate).listMachines())).toBe(401);
    expect(await as(certificate, KEYS.readonly).listMachines()).toEqual([]);
  });

  test('serves feeds', async () => {
    const { plane, authority } = await aSecurePlane({ wantsCertificates: true });
    const stop = new AbortController();
    const tls = { ca: authority.ca, ...(await certificateOf(authority, '/CN=laptop')) };
    const states: string[] = [];
    const onState = (state: string) => {
      states.push(state);
      stop.abort();
    };
    const frames = followFeed({ url: plane.url, apiKey: KEYS.readonly, tls, signal: stop.signal, onState });
    expect(await frames.next()).toMatchObject({ done: true });
    expect(states).toEqual(['connected']);
  });
});

describe('a listener with TLS and no client CA', () => {
  test('lets anybody report, and asks for no certificate', async () => {
    const { as } = await aSecurePlane({ wantsCertificates: false });
    expect(await as({}).health()).toBe('ok');
    expect(await statusOf(as({}).report({ ...call, body: said }))).toBe(200);
  });

  test('is not trusted without its CA', async () => {
    const { plane } = await aSecurePlane({ wantsCertificates: false });
    await expect(createClient({ url: plane.url }).health()).rejects.toThrow('--ca-cert');
  });

  test('does not answer plain HTTP, nor plain HTTP a TLS client', async () => {
    const { plane } = await aSecurePlane({ wantsCertificates: false });
    await expect(createClient({ url: plane.url.replace('https', 'http') }).health()).rejects.toThrow('https://');
    const plain = await aServer();
    await expect(createClient({ url: plain.url.replace('http', 'https') }).health()).rejects.toThrow(
      'does not speak TLS',
    );
  });
});

describe('TLS settings', () => {
  test('are plain HTTP when nothing is given', () => expect(tlsSettings({})).toBeUndefined());

  test.each([
    [{ clientCa: 'ca.pem' }, '--client-ca needs --tls-cert and --tls-key'],
    [{ cert: 'a.pem' }, '--tls-cert needs --tls-key'],
    [{ key: 'a.key', clientCa: 'ca.pem' }, '--tls-key needs --tls-cert'],
    [{ cert: '/nowhere.pem', key: 'a.key' }, '--tls-cert: cannot read /nowhere.pem'],
  ])('of %j are refused', (files, sentence) => expect(() => tlsSettings(files)).toThrow(sentence));

  test('of files that are no PEM, or do not belong together, are refused', async () => {
    const folder = tempFolder();
    const authority = await anAuthority(folder);
    const [one, other] = [await authority.issue('/CN=a'), await authority.issue('/CN=b')];
    expect(() => tlsSettings({ cert: one.certPath, key: other.keyPath })).toThrow('belong together');
    writeFileSync(join(folder, 'text'), 'hello');
    expect(() => tlsSettings({ cert: join(folder, 'text'), key: other.keyPath })).toThrow('not a PEM file');
    writeFileSync(join(folder, 'broken'), '-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----\n');
    expect(() => tlsSettings({ cert: join(folder, 'broken'), key: other.keyPath })).toThrow('TLS cannot be set up');
  });
});
