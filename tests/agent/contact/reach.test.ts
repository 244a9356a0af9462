import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Contact } from '../../../agent/contact/contact.ts';
import { Identity } from '../../../agent/contact/identity.ts';
import type { TlsFiles } from '../../../agent/contact/tls.ts';
import { NO_ROOTS } from '../../../agent/contact/trusted-roots.ts';
import { tlsSettings } from '../../../services/server/http/tls.ts';
import { aReport, aServer } from '../../support/a-server.ts';
import { anAuthority } from '../../support/certificates.ts';
import { tempFolder } from '../../support/temp.ts';
import { aDatedCertificate } from '../a-dated-certificate.ts';
import { FakeControlPlane } from '../fake-control-plane.ts';

const PAST = { from: '20200101000000Z', until: '20210101000000Z' };
const FUTURE = { from: '20990101000000Z', until: '20991231000000Z' };

interface Whom {
  readonly url: string;
  readonly files?: Partial<TlsFiles>;
  readonly reachMs?: number;
}

/** An agent's contact, and why it cannot reach its control plane. */
async function aContact({ url, files = {}, reachMs = 30_000 }: Whom) {
  const said: string[] = [];
  const log = (level: string, message: string) => void said.push(`${level} ${message}`);
  const all: TlsFiles = { caCert: undefined, clientCert: undefined, clientKey: undefined, ...files };
  const identity = await Identity.open({ files: all, roots: NO_ROOTS, log });
  const contact = new Contact({ url, machineId: 'web-01', identity, log, now: () => Date.now(), reachMs });
  onTestFinished(() => contact.close());
  return { contact, said, problem: () => contact.reach(new AbortController().signal) };
}

const served = ({ cert, key }: { cert: string; key: string }) => FakeControlPlane.start({ tls: { cert, key } });

/** A control plane that wants certificates, and files of one for an agent. */
async function aGuardedPlane(subject = '/CN=web-01') {
  const authority = await anAuthority(tempFolder());
  const own = await authority.issue('/CN=control-plane');
  const tls = tlsSettings({ cert: own.certPath, key: own.keyPath, clientCa: authority.caPath });
  const plane = await aServer({ ...(tls && { tls }) });
  const { certPath: clientCert, keyPath: clientKey } = await authority.issue(subject);
  return { plane, authority, files: { caCert: authority.caPath, clientCert, clientKey } };
}

describe('a control plane is reached', () => {
  test.each<[string, Partial<FakeControlPlane>]>([
    ['that wants something', { wanted: { hash: '/nix/store/a-b' } }],
    ['that wants nothing', { wanted: null }],
    ['that has too much to do', { pollStatus: 429 }],
    ['that is broken', { pollStatus: 500 }],
    ['behind a proxy that does not find it', { pollStatus: 502 }],
    ['that cannot answer now', { pollStatus: 503 }],
  ])('%s', async (_, answers) => {
    const plane = Object.assign(await FakeControlPlane.start(), answers);
    const { problem } = await aContact({ url: plane.url });
    expect(await problem()).toBeNull();
  });

  test('with the certificate of the machine', async () => {
    const { plane, files } = await aGuardedPlane();
    const { problem } = await aContact({ url: plane.url, files });
    expect(await problem()).toBeNull();
  });

  test('over a connection of its own, with a session of its own, each time', async () => {
    const authority = await anAuthority(tempFolder());
    const plane = await served(await authority.issue('/CN=control-plane'));
    const { contact, problem } = await aContact({ url: plane.url, files: { caCert: authority.caPath } });
    await contact.desiredGeneration();
    await contact.desiredGeneration();
    expect(plane.connections).toBe(1);
    expect(await problem()).toBeNull();
    expect(await problem()).toBeNull();
    expect({ connections: plane.connections, resumed: plane.resumed }).toEqual({ connections: 3, resumed: 0 });
  });
});

describe('a control plane is not reached', () => {
  test('that does not know the machine by its certificate', async () => {
    const { plane, files } = await aGuardedPlane('/CN=web-02');
    const { problem } = await aContact({ url: plane.url, files });
    expect(await problem()).toContain('our client certificate is of "CN=web-02", and it has to be of "web-01"');
  });

  test('that refuses without a word, as v0.1.1 does', async () => {
    const plane = await FakeControlPlane.start();
    plane.pollStatus = 403;
    const { problem } = await aContact({ url: plane.url });
    expect(await problem()).toMatch(/refuses this machine \(403.*our client certificate is missing/);
  });

  test('that lets nobody in without a certificate', async () => {
    const { plane, files } = await aGuardedPlane();
    const { problem } = await aContact({ url: plane.url, files: { caCert: files.caCert } });
    expect(await problem()).toMatch(/client certificate|hung up/);
  });

  test('whose authority is not known here', async () => {
    const authority = await anAuthority(tempFolder());
    const plane = await served(await authority.issue('/CN=control-plane'));
    const { problem } = await aContact({ url: plane.url });
    expect(await problem()).toMatch(/signed by nobody that is trusted here.*\(.*unable to/);
  });

  test.each([
    [PAST, /its certificate has expired.*; it is 20\d\d-.*Z here/],
    [FUTURE, /its certificate is not valid yet.*; it is 20\d\d-.*Z here/],
  ])('whose certificate is good for another time: %j', async (validity, reason) => {
    const authority = await anAuthority(tempFolder());
    const plane = await served(await aDatedCertificate(authority, '/CN=control-plane', validity));
    const { problem } = await aContact({ url: plane.url, files: { caCert: authority.caPath } });
    expect(await problem()).toMatch(reason);
  });

  test('with a client certificate that has expired', async () => {
    const { plane, authority, files } = await aGuardedPlane();
    const { certPath: clientCert, keyPath: clientKey } = await aDatedCertificate(authority, '/CN=web-01', PAST);
    const { problem } = await aContact({ url: plane.url, files: { ...files, clientCert, clientKey } });
    expect(await problem()).toContain('our client certificate has expired, on Jan  1 00:00:00 2021 GMT');
  });

  test('with a key that is another since the agent was started, although the agent goes on with the old one', async () => {
    const { plane, files } = await aGuardedPlane();
    const { contact, said, problem } = await aContact({ url: plane.url, files });
    writeFileSync(files.clientKey, 'no key at all\n');
    expect(await problem()).toBe(`${files.clientKey} has no private key in it`);
    expect(await contact.desiredGeneration()).toBeNull();
    expect(said).toEqual([expect.stringContaining('WARN TLS: the certificates in use stay')]);
  });

  test.each([
    ['<html>welcome to the hotel</html>', /not understood: it is no JSON/],
    ['{"hash":7}', /not understood: .*hash/],
  ])('when %s answers in its place', async (garbage, reason) => {
    const plane = await FakeControlPlane.start();
    plane.garbage = garbage;
    const { problem } = await aContact({ url: plane.url });
    expect(await problem()).toMatch(reason);
  });

  test('when something without an end answers in its place', async () => {
    const plane = await FakeControlPlane.start();
    plane.garbage = 'x'.repeat(3 * 1024 * 1024);
    const { problem } = await aContact({ url: plane.url });
    expect(await problem()).toContain('is that the control plane?');
  });

  test('that takes the question and never answers', async () => {
    const plane = await FakeControlPlane.start();
    plane.isSilentFor = () => true;
    const { problem } = await aContact({ url: plane.url, reachMs: 100 });
    expect(await problem()).toContain('did not answer within 0.1 s');
  });

  test('where nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { problem } = await aContact({ url: `http://127.0.0.1:${port}` });
    expect(await problem()).toMatch(/nothing listens there.*\(connect ECONNREFUSED 127\.0\.0\.1/);
  });

  test('whose name nobody knows', async () => {
    const { problem } = await aContact({ url: 'http://control-plane.invalid' });
    expect(await problem()).toMatch(/host name cannot be resolved.*control-plane\.invalid/);
  });

  test('at the end of a redirect from https to http', async () => {
    const authority = await anAuthority(tempFolder());
    const open = await FakeControlPlane.start();
    open.wanted = { hash: '/nix/store/a-b' };
    const plane = await served(await authority.issue('/CN=control-plane'));
    plane.pollStatus = 302;
    plane.location = `${open.url}/api/v1/machines/web-01/desired-generation`;
    const { problem } = await aContact({ url: plane.url, files: { caCert: authority.caPath } });
    expect(await problem()).toContain(`it points to ${plane.location}`);
    expect(open.polls).toBe(0);
  });
});

describe('a question', () => {
  test('names the machine as it is, whatever letters its id has', async () => {
    const plane = await aServer();
    const identity = { current: async () => ({}), fresh: async () => ({}) };
    const said = { log: () => undefined, now: () => Date.now() };
    const contact = new Contact({ url: plane.url, machineId: 'a/b ?é', identity, ...said });
    onTestFinished(() => contact.close());
    await contact.report({ ...aReport(), tags: [], health: null, agent_version: '', uptime_seconds: 0 });
    expect(plane.db.prepare('SELECT machine_id FROM machines').pluck().all()).toEqual(['a/b ?é']);
  });

  test('that is given up says so at once', async () => {
    const plane = await FakeControlPlane.start();
    plane.isSilentFor = () => true;
    const { contact } = await aContact({ url: plane.url });
    const giving = new AbortController();
    const asked = contact.desiredGeneration(giving.signal);
    await plane.sees(() => plane.polls === 1);
    giving.abort(new Error('somebody else is to be asked'));
    await expect(asked).rejects.toThrow('somebody else is to be asked');
  });
});
