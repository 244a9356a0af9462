import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Identity } from '../../../agent/contact/identity.ts';
import { keychainCommand } from '../../../agent/contact/keychain.ts';
import type { TlsFiles } from '../../../agent/contact/tls.ts';
import { NO_ROOTS, trustedRoots } from '../../../agent/contact/trusted-roots.ts';
import { secureAgent } from '../../../services/api/secure-agent.ts';
import { anAuthority, type Authority, type IssuedCertificate } from '../../support/certificates.ts';
import { tempFolder } from '../../support/temp.ts';

/** The files of an agent, and what puts other certificates into them. */
async function someFiles() {
  const folder = tempFolder();
  const authority = await anAuthority(tempFolder());
  const files = {
    caCert: join(folder, 'ca.pem'),
    clientCert: join(folder, 'cert.pem'),
    clientKey: join(folder, 'key.pem'),
  } satisfies TlsFiles;
  const put = ({ certPath, keyPath }: IssuedCertificate, { caPath }: Authority = authority) => {
    copyFileSync(caPath, files.caCert);
    copyFileSync(certPath, files.clientCert);
    copyFileSync(keyPath, files.clientKey);
  };
  const first = await authority.issue('/CN=web-01');
  put(first);
  const said: string[] = [];
  const log = (level: string, message: string) => void said.push(`${level} ${message}`);
  const open = () => Identity.open({ files, roots: NO_ROOTS, log });
  return { files, authority, put, first, said, open };
}

describe('the identity of an agent', () => {
  test('is the same as long as its files are', async () => {
    const { open } = await someFiles();
    const identity = await open();
    const tls = await identity.current();
    expect(await identity.current()).toBe(tls);
  });

  test('is what is in the files now', async () => {
    const { open, authority, put } = await someFiles();
    const identity = await open();
    const before = await identity.current();
    const next = await authority.issue('/CN=web-01');
    put(next);
    const after = await identity.current();
    expect(after).not.toBe(before);
    expect(after).toMatchObject({ cert: next.cert, key: next.key });
    expect(await identity.current()).toBe(after);
  });

  test.each<[string, (files: TlsFiles & Record<keyof TlsFiles, string>, other: IssuedCertificate) => void]>([
    ['the key is of another certificate', ({ clientKey }, { keyPath }) => copyFileSync(keyPath, clientKey)],
    ['the key is gone', ({ clientKey }) => rmSync(clientKey)],
    ['the certificate is empty', ({ clientCert }) => writeFileSync(clientCert, '')],
    [
      'the certificate is cut off',
      ({ clientCert }) => writeFileSync(clientCert, readFileSync(clientCert).subarray(0, 300)),
    ],
    ['the CA is empty', ({ caCert }) => writeFileSync(caCert, '')],
    [
      'the CA is damaged',
      ({ caCert }) => writeFileSync(caCert, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
    ],
  ])('stays what it was while %s, says so once, and goes on when that is mended', async (_, damage) => {
    const { files, open, authority, put, said } = await someFiles();
    const identity = await open();
    const before = await identity.current();
    const other = await authority.issue('/CN=web-01');
    damage(files, other);
    expect(await identity.current()).toBe(before);
    expect(await identity.current()).toBe(before);
    expect(said).toEqual([expect.stringContaining('WARN TLS: the certificates in use stay')]);
    put(other);
    expect((await identity.current()).cert).toBe(other.cert);
    expect(said).toHaveLength(2);
  });

  test('needs no line end at the end of a file', async () => {
    const { files, open } = await someFiles();
    for (const path of Object.values(files)) writeFileSync(path, readFileSync(path, 'utf8').trimEnd());
    await expect(open()).resolves.toBeInstanceOf(Identity);
  });

  test('is not had without its files, or with files that do not belong together', async () => {
    const { files, open, authority } = await someFiles();
    copyFileSync((await authority.issue('/CN=web-01')).keyPath, files.clientKey);
    await expect(open()).rejects.toThrow('does the key belong to the certificate');
    rmSync(files.clientKey);
    await expect(open()).rejects.toThrow(`cannot read ${files.clientKey}`);
  });

  test('trusts no further authority when the CA file has none, and says so', async () => {
    const { files, open, said } = await someFiles();
    writeFileSync(files.caCert, '# nothing yet\n');
    await open();
    expect(said).toEqual([`WARN ${files.caCert} has no certificate in it: --ca-cert adds nothing`]);
  });

  test('takes new roots of the system', async () => {
    const authority = await anAuthority(tempFolder());
    const bundle = join(tempFolder(), 'bundle.pem');
    writeFileSync(bundle, '');
    const log = () => undefined;
    const roots = trustedRoots({ platform: 'linux', env: { SSL_CERT_FILE: bundle }, log });
    const files: TlsFiles = { caCert: undefined, clientCert: undefined, clientKey: undefined };
    const identity = await Identity.open({ files, roots, log });
    copyFileSync(authority.caPath, bundle);
    expect((await identity.current()).roots).toEqual([authority.ca]);
  });

  test('is made ready once for all connections', async () => {
    const { open } = await someFiles();
    const tls = await (await open()).current();
    expect(secureAgent(tls).options.secureContext).toBe(tls.context);
  });
});

describe('the roots that macOS trusts', () => {
  test('are asked for by a command that names the keychains of the system', () => {
    expect(keychainCommand().argv).toEqual([
      ...['security', 'find-certificate', '-a', '-p'],
      '/System/Library/Keychains/SystemRootCertificates.keychain',
      '/Library/Keychains/System.keychain',
    ]);
  });

  test('are those in the keychains, and in the bundle that nix-darwin writes', async () => {
    const authority = await anAuthority(tempFolder());
    await withSecurity(`cat ${authority.caPath}`, async () => {
      const roots = trustedRoots({ platform: 'darwin', env: {}, log: () => undefined });
      expect((await roots.read())[0]).toBe(authority.ca);
      expect((await roots.read()).length).toBeGreaterThan(1);
    });
  });

  test('are not asked for when the environment names others', async () => {
    const authority = await anAuthority(tempFolder());
    await withSecurity('exit 1', async () => {
      const env = { SSL_CERT_FILE: authority.caPath };
      const roots = trustedRoots({ platform: 'darwin', env, log: () => undefined });
      expect(await roots.read()).toEqual([authority.ca]);
      expect(roots.files()).toEqual([authority.caPath]);
    });
  });

  test('are left out with a word when they cannot be read', async () => {
    const said: string[] = [];
    await withSecurity('echo "no keychain" >&2; exit 3', async () => {
      const log = (_: string, message: string) => void said.push(message);
      expect((await trustedRoots({ platform: 'darwin', env: {}, log }).read()).length).toBeGreaterThan(0);
    });
    expect(said).toEqual([expect.stringContaining('no keychain')]);
  });
});

/** Runs something while `security` is this. */
async function withSecurity(script: string, work: () => Promise<void>): Promise<void> {
  const folder = join(tempFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'security'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'security'), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  try {
    await work();
  } finally {
    process.env['PATH'] = before;
  }
}
