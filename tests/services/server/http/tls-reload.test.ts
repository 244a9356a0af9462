import { once } from 'node:events';
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Server as TlsServer, connect, type TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tlsSettings } from '../../../../services/server/http/tls.ts';
import { type ReloadTiming, TlsReload } from '../../../../services/server/http/tls-reload.ts';
import { aServer } from '../../../support/a-server.ts';
import { anAuthority, type Authority, type IssuedCertificate } from '../../../support/certificates.ts';
import { secureStatus } from '../../../support/secure-status.ts';
import { tempFolder } from '../../../support/temp.ts';

const TAKEN = 'new connections get';
const KEPT = 'the old certificate stays in use';

/** A log that can be waited for. */
function aLog() {
  const lines: string[] = [];
  let look = () => undefined as void;
  return {
    lines,
    log: (level: string, message: string) => {
      lines.push(`${level} ${message}`);
      look();
    },
    /** The next line from here on that has these words. */
    next(words: string): Promise<string> {
      const from = lines.length;
      return new Promise((resolve) => {
        look = () => {
          const line = lines.slice(from).find((said) => said.includes(words));
          if (line !== undefined) resolve(line);
        };
      });
    },
  };
}

interface WatchedOptions {
  readonly wantsCertificates?: boolean;
  readonly timing?: Partial<ReloadTiming>;
}

/** A control plane with TLS from files in a folder that is watched. */
async function aWatchedPlane({ wantsCertificates = false, timing = { restMs: 20 } }: WatchedOptions = {}) {
  const authority = await anAuthority(tempFolder());
  const folder = join(tempFolder(), 'tls');
  mkdirSync(folder);
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const ca = join(folder, 'ca.pem');
  const files = { cert, key, ...(wantsCertificates && { clientCa: ca }) };
  const put = (from: string, to: string) => {
    // As tools do it: beside it, then over it.
    copyFileSync(from, `${to}.new`);
    renameSync(`${to}.new`, to);
  };
  const install = ({ certPath, keyPath }: IssuedCertificate) => {
    put(keyPath, key);
    put(certPath, cert);
  };
  install(await authority.issue('/CN=first'));
  put(authority.caPath, ca);
  const settings = tlsSettings(files);
  if (settings === undefined) throw new Error('there is a certificate');
  const plane = await aServer({ tls: settings });
  const { server } = plane.app;
  if (!(server instanceof TlsServer)) throw new Error('it speaks TLS');
  const log = aLog();
  const reload = new TlsReload({ files, settings, server, log: log.log, timing });
  onTestFinished(() => reload.stop());
  return { plane, authority, folder, files: { cert, key, ca }, put, install, log, reload };
}

/** A connection that is kept. */
async function connected(url: string, { ca }: Authority): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** Whose certificate a new connection sees. */
async function seen(url: string, authority: Authority): Promise<string | string[] | undefined> {
  const socket = await connected(url, authority);
  const name = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  return name;
}

async function alive(socket: TLSSocket): Promise<boolean> {
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString().startsWith('HTTP/1.1 200');
}

describe('a certificate that is replaced', () => {
  test('is what new connections see; those that there are live on', async () => {
    const { plane, authority, install, log } = await aWatchedPlane();
    const old = await connected(plane.url, authority);
    expect([await alive(old), await seen(plane.url, authority)]).toEqual([true, 'first']);
    const second = await authority.issue('/CN=second');
    const taken = log.next(TAKEN);
    install(second);
    await taken;
    expect([await seen(plane.url, authority), await alive(old)]).toEqual(['second', true]);
  });

  test('is kept while its successor is broken, which is said, and healed by a good one', async () => {
    const { plane, authority, files, install, log } = await aWatchedPlane();
    const [second, third] = [await authority.issue('/CN=second'), await authority.issue('/CN=third')];
    let kept = log.next(KEPT);
    writeFileSync(files.cert, 'half a certif');
    expect(await kept).toContain('not a PEM file');
    expect(await seen(plane.url, authority)).toBe('first');
    kept = log.next(KEPT);
    copyFileSync(third.certPath, files.cert);
    expect(await kept).toContain('belong together');
    expect(await seen(plane.url, authority)).toBe('first');
    const taken = log.next(TAKEN);
    install(second);
    await taken;
    expect(await seen(plane.url, authority)).toBe('second');
  });

  test('is kept when it is gone, and seen to be back', async () => {
    const { plane, authority, files, put, log, reload } = await aWatchedPlane();
    copyFileSync(files.cert, `${files.cert}.kept`);
    const kept = log.next(KEPT);
    rmSync(files.cert);
    expect(await kept).toContain(`cannot read ${files.cert}`);
    expect(await seen(plane.url, authority)).toBe('first');
    const back = log.next('are again what is in use');
    put(`${files.cert}.kept`, files.cert);
    await back;
    reload.reload();
    expect(log.lines.at(-1)).toContain('in use already');
  });

  test('is found without a watcher, now and then', async () => {
    const { plane, authority, folder, files, install, log } = await aWatchedPlane({
      timing: { restMs: 1, lookMs: 20 },
    });
    const second = await authority.issue('/CN=second');
    const kept = log.next(KEPT);
    // The watcher looks at a folder that is no more.
    renameSync(folder, `${folder}.old`);
    await kept;
    const taken = log.next(TAKEN);
    mkdirSync(folder);
    copyFileSync(`${folder}.old/ca.pem`, files.ca);
    install(second);
    await taken;
    expect(await seen(plane.url, authority)).toBe('second');
  });

  test('is taken at once when somebody asks', async () => {
    const { plane, authority, install, log, reload } = await aWatchedPlane({ timing: { restMs: 3_600_000 } });
    install(await authority.issue('/CN=second'));
    reload.reload();
    expect(log.lines.at(-1)).toContain(TAKEN);
    expect(await seen(plane.url, authority)).toBe('second');
  });
});

describe('a client CA that is replaced', () => {
  test('is the one for new connections, also for those that would resume', async () => {
    const { plane, authority, files, put, log } = await aWatchedPlane({ wantsCertificates: true });
    const next = await anAuthority(tempFolder());
    const health = { method: 'GET', path: '/health' };
    const [old, young] = [await authority.issue('/CN=web-01'), await next.issue('/CN=web-01')];
    const asOld = { ca: authority.ca, cert: old.cert, key: old.key };
    const asYoung = { ca: authority.ca, cert: young.cert, key: young.key };
    const [socket, session] = await withSession(plane.url, asOld);
    await expect(secureStatus(plane.url, asYoung, health)).rejects.toThrow();
    const taken = log.next(TAKEN);
    put(next.caPath, files.ca);
    await taken;
    expect(await secureStatus(plane.url, asYoung, health)).toBe(200);
    await expect(secureStatus(plane.url, asOld, health)).rejects.toThrow();
    await expect(secureStatus(plane.url, { ...asOld, session }, health)).rejects.toThrow();
    expect(await alive(socket)).toBe(true);
  });
});

/** A connection that is kept, and the session with which another could begin. */
async function withSession(url: string, tls: { ca: string; cert: string; key: string }): Promise<[TLSSocket, Buffer]> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ...tls });
  onTestFinished(() => void socket.destroy());
  const session = once(socket, 'session');
  await once(socket, 'secureConnect');
  expect(await alive(socket)).toBe(true);
  const [first] = (await session) as [Buffer];
  return [socket, first];
}
