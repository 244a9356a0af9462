import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { aFlake } from '../../services/build/fleet.ts';
import { Program } from '../program.ts';

const program = new Program();
const fleet = aFlake({ 'web-01': {} });
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await program.stop();
  fleet.remove();
});

/** A control plane that lists releases, and does what it is told when one is to be registered; it counts these requests. */
async function aControlPlane(onRegister: (request: { readonly socket: { destroy(): void } }) => 'hangUp' | 'stay') {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (request.method === 'GET') {
      const isKnown = request.url?.startsWith('/api/v1/releases');
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' }).end(isKnown ? '[]' : '');
    } else if (onRegister(request) === 'hangUp') request.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const posts = (asked: readonly string[]) => asked.filter((call) => call === 'POST /api/v1/releases');
const words = ['release', 'create', '--flake', fleet.folder, '--push-to', `file://${join(program.home, 'cache')}`];

describe('a release whose registration', () => {
  test('got no answer from a control plane of v0.1.1 is not asked for twice, and says how to look', async () => {
    const { url, asked } = await aControlPlane(() => 'hangUp');
    const end = await program.run(...words, '--control-plane-url', url);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain(
      'It is not known whether the release was registered: look with `nixfleet release list`',
    );
    expect(end.stderr).toContain(`1 host pushed: that stays in file://${program.home}/cache.`);
    expect(posts(asked)).toHaveLength(1);
  });

  test('finds nobody any more says that what was pushed stays', async () => {
    const { url } = await aControlPlane(() => 'stay');
    // The hook is the last thing before it: when it runs, the control plane has been asked and is then gone.
    const gone = closers.pop();
    const running = program.start(
      ...[
        'release',
        'create',
        '--flake',
        fleet.folder,
        '--hook',
        '--hook-url',
        'http://cache',
        '--control-plane-url',
        url,
      ],
      ...['--hook-push-cmd', `: {} > ${program.home}/at; until [ -e ${program.home}/go ]; do sleep 0.02; done`],
    );
    await expect.poll(() => existsSync(join(program.home, 'at'))).toBe(true);
    await gone?.();
    writeFileSync(join(program.home, 'go'), '');
    const end = await running.end;
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('Nothing was registered. What was built and pushed stays');
  });

  test('does not answer ends at Ctrl-C, and says that it may have been made', async () => {
    const { url, asked } = await aControlPlane(() => 'stay');
    const running = program.start(...words, '--control-plane-url', url);
    await expect.poll(() => posts(asked)).toHaveLength(1);
    running.interrupt();
    const end = await running.end;
    expect(end).toMatchObject({ code: 130, stdout: '' });
    expect(end.stderr).toContain(
      'Interrupted: stopped while the release was being registered: look for it with nixfleet release list.',
    );
  });

  test('is asked for before anything is built whether anybody is there', async () => {
    const { url } = await aControlPlane(() => 'stay');
    await closers.pop()?.();
    const end = await program.run(...words, '--control-plane-url', url);
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing listens there') });
    expect(end.stderr).not.toContain('built');
  });
});

describe('a push to a cache that does not answer', () => {
  test('ends at Ctrl-C, and what is built is told to stay', async () => {
    const { url } = await aControlPlane(() => 'stay');
    const asked: string[] = [];
    const cache = createServer((request) => void asked.push(request.url ?? ''));
    cache.listen(0, '127.0.0.1');
    await once(cache, 'listening');
    const { port } = cache.address() as AddressInfo;
    const push = ['--push-to', `http://127.0.0.1:${port}/fleet`, '--control-plane-url', url];
    const running = program.start('release', 'create', '--flake', fleet.folder, ...push);
    await expect.poll(() => asked).toContain('/fleet/nix-cache-info');
    running.interrupt();
    const end = await running.end;
    cache.closeAllConnections();
    cache.close();
    expect(end).toMatchObject({ code: 130, stdout: '' });
    expect(end.stderr).toContain('Interrupted: stopped before anything was registered.\n1 host built: Nix keeps that');
    expect(end.stderr).not.toContain('pushed:');
  });
});
