import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBoardPage } from '../../../../services/server/routes/board-page.ts';
import { aServer } from '../../../support/a-server.ts';
import { tempFolder } from '../../../support/temp.ts';

const FILES = { 'index.html': '<!doctype html>', 'assets/index-a1.js': 'go();' };

/** A page of these files, all of them from the first second of 1970, as in a Nix store. */
async function aPage(files: Readonly<Record<string, string>> = FILES) {
  const root = tempFolder();
  mkdirSync(join(root, 'assets'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, name), text);
    utimesSync(join(root, name), 1, 1);
  }
  const page = await createBoardPage(root);
  onTestFinished(() => page.close());
  return page;
}

/** The first line of what is answered to a path that no client would let through. */
async function statusOf(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${request} HTTP/1.1\r\nhost: plane\r\nconnection: close\r\n\r\n`);
  let text = '';
  for await (const part of socket) text += String(part);
  return text.slice(0, text.indexOf('\r\n'));
}

describe('the files of the web page', () => {
  test.each(['/ui/', '/ui/index.html', '/ui/assets/index-a1.js', '/ui/nothing'])(
    'at %s load nothing from elsewhere and are in nobody’s frame',
    async (url) => {
      const { headers } = await (await aPage()).inject({ url });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|data:|http|\*/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    },
  );

  test('are kept for ever where their names change with them, and else asked for each time', async () => {
    const page = await aPage();
    const kept = async (url: string) => (await page.inject({ url })).headers['cache-control'];
    expect(await kept('/ui/')).toBe('no-cache');
    expect(await kept('/ui/assets/index-a1.js')).toBe('public, max-age=31536000, immutable');
  });

  test('of another version are not taken for those before, though of the same time and size', async () => {
    const [old, renewed] = [await aPage(), await aPage({ ...FILES, 'index.html': '<!doctype HTML>' })];
    const { headers } = await old.inject({ url: '/ui/' });
    const known = {
      'if-none-match': String(headers.etag),
      'if-modified-since': headers['last-modified'] ?? new Date(1000).toUTCString(),
    };
    const { statusCode, body } = await renewed.inject({ url: '/ui/', headers: known });
    expect([statusCode, body]).toEqual([200, '<!doctype HTML>']);
  });

  test('that were not built are missed in words', async () => {
    await expect(createBoardPage(tempFolder())).rejects.toThrow('made by `npm run build`');
  });
});

describe('the way to the web page', () => {
  test('is found without the slash, also behind a proxy that puts a path before it', async () => {
    const { url } = await aServer();
    const { status, headers } = await fetch(`${url}/ui`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([308, 'ui/']);
  });

  test.each([
    ['GET /ui/../../package.json', '404 Not Found'],
    ['GET /ui/..%2f..%2fpackage.json', '404 Not Found'],
    ['GET /ui/%2e%2e/%2e%2e/package.json', '404 Not Found'],
    ['GET /ui//etc/passwd', '404 Not Found'],
    ['GET /ui/%00', '404 Not Found'],
    ['GET /ui/%ff', '400 Bad Request'],
    ['POST /ui/', '405 Method Not Allowed'],
  ])('%s is answered with %s', async (request, answer) => {
    const { url } = await aServer();
    // Without the built page there is nothing to be found either.
    expect([`HTTP/1.1 ${answer}`, 'HTTP/1.1 503 Service Unavailable']).toContain(await statusOf(url, request));
  });
});
