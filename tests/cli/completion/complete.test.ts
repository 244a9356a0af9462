import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Program } from '../program.ts';
import { SLOWLY } from './fleet-to-complete.ts';

const program = new Program();
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
afterAll(() => program.stop());

/** A control plane that answers as it is told, and keeps what it was asked. */
async function aServer(answer: RequestListener): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ''}`.trim());
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, asked };
}

const releases: RequestListener = (_, response) => {
  const release = (id: string, created_at: string) => ({ id, created_at, host_count: 1, entries: [] });
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify([
      release('rel-old', '2026-01-02T03:04:05Z'),
      release('rel-new', '2026-04-18T16:39:00Z'),
      release('$(id)', '2026-03-01T00:00:00Z'),
      ...['--json', 'rel-\u001b[31m', 'rel-\u202e', 'rel-a\nb'].map((id) => release(id, '2026-05-01T00:00:00Z')),
    ]),
  );
};

const asked = (...words: string[]) => program.run('__complete', 'bash', '--', ...words);
const NOTHING = { code: 0, stdout: 'words\n', stderr: '' };

describe('what a shell asks the program', () => {
  test('is answered with what can stand on a terminal, newest first, each with its date', async () => {
    const { url, asked: requests } = await aServer(releases);
    const words = [
      'words',
      'rel-new\t2026-04-18 16:39, 1 host',
      '$(id)\t2026-03-01 00:00, 1 host',
      'rel-old\t2026-01-02 03:04, 1 host',
      '',
    ];
    const shown = () => asked('--control-plane-url', url, '--api-key', 'nfk-typed', 'release', 'show', '');
    // A machine that is slow has nothing to offer in time, for a few seconds.
    await expect.poll(shown, SLOWLY).toEqual({ code: 0, stdout: words.join('\n'), stderr: '' });
    expect(new Set(requests)).toEqual(new Set(['/api/v1/releases?limit=50 Bearer nfk-typed']));
  });

  test('is kept for the next Tab, for this user only and without the key', async () => {
    const { url, asked: requests } = await aServer(releases);
    const first = await asked(`--control-plane-url=${url}`, '--api-key=nfk-secret', 'release', 'show', 'rel-n');
    const second = await asked(`--control-plane-url=${url}`, '--api-key=nfk-secret', 'release', 'delete', 'rel-n');
    expect(second).toEqual(first);
    expect(requests).toHaveLength(1);
    const folder = join(program.home, '.cache/nixfleet');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const files = readdirSync(folder).map((name) => join(folder, name));
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual(files.map(() => 0o600));
    for (const file of files) expect(file + readFileSync(file, 'utf8')).not.toContain('nfk-secret');
  });

  test.each([
    ['a refusal', (_, response) => void response.writeHead(401).end()],
    ['what is no JSON', (_, response) => void response.end('<html>')],
    ['JSON of another kind', (_, response) => void response.end('{"a":1}')],
    ['no answer at all', () => undefined],
  ] satisfies [string, RequestListener][])(
    'is nothing, and no word about it, when the control plane has %s',
    async (_, answer) => {
      const { url } = await aServer(answer);
      expect(await asked('--control-plane-url', url, 'machines', 'show', '')).toEqual(NOTHING);
    },
  );

  test('is nothing when the configuration is broken, and commands are offered all the same', async () => {
    const path = join(program.home, 'broken.toml');
    writeFileSync(path, '[[[');
    expect(await asked('--config', path, 'machines', 'show', '')).toEqual(NOTHING);
    expect((await asked('--config', path, 'machines', 'sh')).stdout).toBe(
      'words\nshow\tShow all that is known of a machine\n',
    );
  });

  test.each([
    [[]],
    [['nowhere', '']],
    [['status', '--unknown=']],
    [['--api-key', 'a', '--api-key', 'b', 'machines', 'show', '']],
  ])('is nothing where nothing fits: %j', async (words) => {
    expect(await asked(...words)).toMatchObject({ code: 0, stderr: '' });
  });

  test('is in no help page', async () => {
    const end = await program.run('--help');
    expect(end.stdout).not.toContain('__complete');
  });
});

describe('nixfleet completions', () => {
  test('knows three shells', async () => {
    expect(await program.run('completions', 'tcsh')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error: <SHELL> is one of bash, zsh, fish, not "tcsh"\n',
    });
    for (const shell of ['bash', 'zsh', 'fish']) {
      expect(await program.run('completions', shell)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`made by: nixfleet completions ${shell}`),
        stderr: '',
      });
    }
  });
});
