import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createPlain, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../../../agent/compliance/machine.ts';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { anAuthority } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';
import { aMachine, DAY, type MachineParts } from '../a-machine.ts';
import { hostKey } from '../host-key.ts';

const ACME = '/var/lib/acme/www.example/cert.pem';

const probed = async (machine: Machine, options: object = {}) => {
  const output = await runProbe('encryption-in-transit', options, machine);
  return Object.assign(output, {
    ids: output.findings.map(({ id }) => id),
    texts: output.findings.map(({ text }) => text),
  });
};
/** A machine with a host key. */
const aHost = (files: Readonly<Record<string, string>> = {}, parts: MachineParts = {}) =>
  aMachine({ ...parts, files: { ...hostKey('ed25519'), ...files } });

/** A certificate that holds from now for so many days; by the real openssl, and so by the clock of the wall. */
function certificateFor(name: string, days: number): string {
  const folder = tempFolder();
  const out = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert'), '-days', String(days)];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},DNS:other.example`];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...out, ...names],
    { stdio: 'pipe' },
  );
  return readFileSync(join(folder, 'cert'), 'utf8');
}

describe('encryption in transit', () => {
  test('is met by an ed25519 host key and a certificate that holds', async () => {
    const machine = aHost({ [ACME]: certificateFor('www.example', 90) }, { now: Date.now() });
    expect(await probed(machine)).toMatchObject({
      compliant: true,
      ssh_host_key_exists: true,
      cert_files_found: 1,
      certs_expiring_soon: [],
      tls_min_version: '1.2',
    });
  });

  test('fails without an ed25519 host key', async () => {
    expect((await probed(aMachine())).ids).toEqual(['host-key']);
    expect((await probed(aMachine({ files: hostKey('rsa') }))).ids).toEqual(['host-key']);
  });

  test('names a certificate that ends within the warning time, and one that has ended', async () => {
    const pem = certificateFor('www.example', 365);
    const near = () => aHost({ [ACME]: pem }, { now: Date.now() + 346 * DAY });
    const soon = await probed(near());
    expect(soon).toMatchObject({
      ids: ['certificates'],
      certs_expiring_soon: [{ domain: 'www.example', file: ACME, days_left: 18 }],
    });
    expect((await probed(near(), { certExpiryWarningDays: 18 })).ids).toEqual([]);
    const ended = await probed(aHost({ [ACME]: pem }, { now: Date.now() + 375 * DAY }));
    expect(ended.texts).toEqual([expect.stringContaining('ended 11 days ago')]);
  });

  test('warns of a short-lived certificate only when whoever renews it is late', async () => {
    const pem = certificateFor('www.example', 90);
    const after = (days: number) =>
      probed(aHost({ [ACME]: pem }, { now: Date.now() + days * DAY }), { certExpiryWarningDays: 60 });
    expect((await after(61)).ids).toEqual([]);
    expect((await after(64)).ids).toEqual(['certificates']);
  });

  test('sees a certificate that does not hold yet', async () => {
    const machine = aHost({ [ACME]: certificateFor('www.example', 90) }, { now: Date.now() - 5 * DAY });
    expect((await probed(machine)).texts).toEqual([expect.stringContaining('does not hold yet')]);
  });

  test('looks at every certificate of a chain', async () => {
    const chain = [certificateFor('www.example', 90), certificateFor('ca.example', 10)].join('\n');
    const { texts } = await probed(aHost({ [ACME]: chain }, { now: Date.now() + 8 * DAY }));
    expect(texts).toEqual([expect.stringContaining('ca.example')]);
  });

  test('wants files to be there that are named without a pattern', async () => {
    const certificates = ['/var/lib/acme/*/cert.pem', '/etc/nixfleet/agent.pem'];
    expect((await probed(aHost(), { certificates })).texts).toEqual([
      expect.stringContaining('/etc/nixfleet/agent.pem is not there'),
    ]);
  });

  test('says so where the place of a certificate is a pipe, and looks at the others', async () => {
    const other = '/var/lib/acme/other.example/cert.pem';
    const machine = aHost(
      { [ACME]: certificateFor('www.example', 90) },
      { directories: [dirname(other)], now: Date.now() },
    );
    execFileSync('mkfifo', [machine.path(other)]);
    const { texts, ...seen } = await probed(machine);
    expect(texts).toEqual([expect.stringContaining(`${other} cannot be read as a certificate`)]);
    expect(seen).toMatchObject({ cert_files_found: 1 });
  });

  test('says so where a file holds no certificate', async () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    for (const text of ['nothing', broken])
      expect((await probed(aHost({ [ACME]: text }))).ids).toEqual(['certificates']);
  });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const address: AddressInfo | string | null = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function aTlsListener(options: TlsOptions): Promise<string> {
  const authority = await anAuthority(tempFolder());
  const { cert, key } = await authority.issue('/CN=localhost');
  const server = createServer({ cert, key, ca: authority.ca, ciphers: 'ALL:@SECLEVEL=0', ...options }, (socket) =>
    socket.end(),
  );
  server.on('tlsClientError', () => undefined);
  return await listening(server);
}

describe('a listener', () => {
  const asked = (endpoint: string, options: object = {}) => probed(aHost(), { tlsEndpoints: [endpoint], ...options });

  test('that refuses what is older passes', async () => {
    const endpoint = await aTlsListener({ minVersion: 'TLSv1.2' });
    expect(await asked(endpoint)).toMatchObject({
      compliant: true,
      tls_endpoints: [{ endpoint, old_version: 'refused', current_version: 'accepted' }],
    });
  });

  test('that takes TLS 1.1 fails', async () => {
    const endpoint = await aTlsListener({ minVersion: 'TLSv1' });
    expect((await asked(endpoint)).texts).toEqual([expect.stringContaining(`${endpoint} takes TLS older than 1.2`)]);
  });

  test('is held to 1.3 where that is the minimum', async () => {
    expect((await asked(await aTlsListener({ minVersion: 'TLSv1.2' }), { minTlsVersion: '1.3' })).ids).toEqual([
      'tls-version',
    ]);
    expect((await asked(await aTlsListener({ minVersion: 'TLSv1.3' }), { minTlsVersion: '1.3' })).ids).toEqual([]);
  });

  test('that turns us away for want of a certificate takes the old version all the same', async () => {
    const mutual = { requestCert: true, rejectUnauthorized: true };
    expect((await asked(await aTlsListener({ ...mutual, minVersion: 'TLSv1' }))).ids).toEqual(['tls-version']);
    expect((await asked(await aTlsListener({ ...mutual, minVersion: 'TLSv1.2' }))).ids).toEqual([]);
  });

  test('that is not there, or speaks no TLS, is not passed', async () => {
    const closed = await listening(createPlain());
    servers.splice(0).forEach((server) => server.close());
    expect((await asked(closed)).texts).toEqual([expect.stringContaining('does not answer as TLS 1.2')]);
    const plain = await listening(
      createPlain((socket) => socket.on('error', () => undefined).end('220 mail.example ready\r\n')),
    );
    expect((await asked(plain)).ids).toEqual(['tls-version']);
  });

  test.each([
    '192.0.2.1:443',
    'example.com:443',
    '127.0.0.1',
    '127.0.0.1:0',
    '127.0.0.1:70000',
    '[::2]:443',
    '0.0.0.0:443',
    '127.0.0.1.example:443',
  ])('elsewhere is asked nothing: %s', async (endpoint) => {
    await expect(asked(endpoint)).rejects.toThrow('no listener of this machine');
  });
});
