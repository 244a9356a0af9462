import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../services/api/client.ts';
import { followFeed } from '../../../services/api/feed.ts';
import { program } from '../../support/checkout.ts';
import { ControlPlane } from '../../support/control-plane.ts';
import { freePort } from '../../support/free-port.ts';
import { runToEnd } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';

const MAIN = program('nixfleet-control-plane');

const ran = (...flags: string[]) => runToEnd({ argv: [...MAIN, ...flags], env: { PATH: process.env['PATH'] } });

/** The program, started on a free port with a database of its own. */
async function aProcess(folder = tempFolder(), env: NodeJS.ProcessEnv = {}) {
  const logPath = join(folder, 'log');
  const plane = await new ControlPlane(folder, { PATH: process.env['PATH'], ...env }, logPath).start();
  onTestFinished(() => plane.kill());
  const lines = () =>
    readFileSync(logPath, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { plane, folder, lines };
}

describe('the program', () => {
  test('logs JSON where it listens, and warns of plain HTTP', async () => {
    const { plane, lines } = await aProcess();
    expect(lines()).toContainEqual(expect.objectContaining({ level: 'info', msg: `listening on ${plane.url}` }));
    expect(lines().filter(({ level }) => level === 'warn')).toMatchObject([
      { msg: expect.stringContaining('PLAIN HTTP') },
      { msg: expect.stringContaining('OPEN TO ANY AGENT') },
      { msg: expect.stringContaining('OPEN TO THE FIRST CALLER') },
    ]);
  });

  test('tells the inspector of Stately what its actors hear, when it is asked to', async () => {
    const port = await freePort();
    const { plane, lines } = await aProcess(tempFolder(), { NIXFLEET_INSPECT: String(port) });
    expect(lines().map(({ msg }) => msg)).toContainEqual(expect.stringContaining('INSPECTED'));
    const heard = new Promise((resolve) => {
      createWebSocketReceiver({ server: `ws://127.0.0.1:${port}` }).subscribe((event) => resolve(event));
    });
    const { key } = await createClient({ url: plane.url }).bootstrap({ body: { name: '' } });
    const client = createClient({ url: plane.url, apiKey: key });
    await client.registerMachine({ params: { id: 'web-01' }, body: { lifecycle: 'pending', tags: [] } });
    await client.updateLifecycle({ params: { id: 'web-01' }, body: { lifecycle: 'provisioning' } });
    expect(await heard).toMatchObject({ type: '@xstate.actor', name: 'machine:web-01' });
  });

  test('keeps what it acknowledged when it is killed', async () => {
    const { plane } = await aProcess();
    const { key } = await createClient({ url: plane.url }).bootstrap({ body: { name: '' } });
    await plane.kill();
    await plane.start();
    expect(await createClient({ url: plane.url, apiKey: key }).listMachines()).toEqual([]);
  });

  test('stops cleanly on SIGTERM, viewers and kept connections or not', async () => {
    const { plane, lines } = await aProcess();
    const client = createClient({ url: plane.url });
    const { key: apiKey } = await client.bootstrap({ body: { name: '' } });
    const stop = new AbortController();
    const lost = new Promise<string | undefined>((resolve) => {
      const onState = (state: string, failure?: { message: string }) => {
        if (state === 'connected') void plane.stop();
        else resolve(failure?.message);
      };
      void followFeed({ url: plane.url, apiKey, signal: stop.signal, onState }).next();
    });
    expect(await lost).toBe('the feed was lost: the control plane is stopping');
    expect(await plane.process?.ended).toBe(0);
    expect(lines().map(({ msg }) => msg)).toEqual(expect.arrayContaining(['stopping on SIGTERM', 'stopped']));
    stop.abort();
    client.close();
  });

  test('says who has its port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { exitCode, said } = await ran('--listen', `127.0.0.1:${port}`, '--db-path', join(tempFolder(), 'state.db'));
    expect(said).toContain(
      `port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another with --listen`,
    );
    expect(said).not.toContain('    at ');
    expect(exitCode).toBe(1);
  });

  test('refuses a database that another one has', async () => {
    const { plane } = await aProcess();
    const { exitCode, said } = await ran('--listen', '127.0.0.1:0', '--db-path', plane.dbPath);
    expect([exitCode, said]).toEqual([1, expect.stringContaining('another control plane is using')]);
  });

  test.each([
    [['--colour'], 2, '--help lists the flags'],
    [['--listen', 'here'], 1, 'is not ADDRESS:PORT'],
    [['--tls-cert', 'a.pem'], 1, '--tls-cert needs --tls-key'],
    [['--client-ca', 'a.pem'], 1, '--client-ca needs --tls-cert and --tls-key'],
    [['--db-path', '/dev/null/state.db'], 1, '/dev/null'],
  ])('started with %j ends with %i and a sentence', async (flags, code, sentence) => {
    const { exitCode, said } = await ran(...flags);
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
    expect(exitCode).toBe(code);
  });

  test('tells its version and its flags', async () => {
    expect((await ran('--version')).stdout).toMatch(/^nixfleet-control-plane \d+\.\d+\.\d+/);
    expect((await ran('--help')).stdout).toContain('--db-path FILE');
  });
});
