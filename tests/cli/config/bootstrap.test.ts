import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Program } from '../program.ts';
import { Folder } from './a-folder.ts';
import { Listener } from './a-listener.ts';

const KEY = `nfk-${'5ec2e7'.repeat(8)}`;

let folder: Folder;
let path: string;
beforeEach(() => {
  folder = new Folder();
  path = join(folder.home, '.config/nixfleet/credentials.toml');
});
afterEach(() => folder.remove());

/** All that is in the operation logs. */
function logged(): string {
  const logs = join(folder.home, '.local/state/nixfleet/logs');
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), 'utf8'))
    .join('');
}

describe('nixfleet bootstrap', () => {
  const program = new Program();
  beforeAll(() => program.startControlPlane());
  afterAll(() => program.stop());

  test('gives the first key on the standard output alone, and keeps it for the control plane of the file', async () => {
    folder.write('.nixfleet.toml', `[control-plane]\nurl = "${program.url}/"\n`);
    const end = await folder.run(['bootstrap']);
    expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nfk-[0-9a-f]{64}\n$/) });
    expect(end.stderr).toContain(`Saved to ${path}`);
    expect(end.stderr).not.toContain(end.stdout.trim());
    expect(readFileSync(path, 'utf8')).toBe(`["${program.url}"]\napi-key = "${end.stdout.trim()}"\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await folder.run(['machines', 'list'])).toMatchObject({ code: 0, stderr: '' });
    expect(logged()).toMatch(
      /"operation":"bootstrap"[^]*"path":"\/api\/v1\/keys\/bootstrap","status":200[^]*nfk-\*\*\*/,
    );
    expect(logged()).not.toContain(end.stdout.trim().slice(4));
    const again = await folder.run(['bootstrap']);
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('API keys already exist') });
  });
});

describe('nixfleet bootstrap, where a key cannot be kept', () => {
  const program = new Program();
  beforeAll(() => program.startControlPlane());
  afterAll(() => program.stop());

  test('gives it all the same, because nobody can have it again', async () => {
    writeFileSync(join(folder.home, '.config'), '');
    const end = await folder.run(['bootstrap', '--json', '--control-plane-url', program.url]);
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('failed to save the key') });
    expect(JSON.parse(end.stdout)).toEqual({
      key: expect.stringMatching(/^nfk-[0-9a-f]{64}$/),
      name: 'admin',
      role: 'admin',
    });
  });
});

describe('nixfleet bootstrap --save-key', () => {
  const save = (key: string, stdin = '', url = 'https://cp') =>
    folder.run(['bootstrap', '--save-key', key, '--control-plane-url', url], { stdin });

  test.each([
    ['the line', KEY, ''],
    ['the standard input', '-', `${KEY}\n`],
  ])('keeps a key from %s without asking anybody, and does not show it', async (_, given, stdin) => {
    const end = await save(given, stdin);
    expect(end).toMatchObject({ code: 0, stdout: `Key for https://cp saved to ${path}\n`, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(`["https://cp"]\napi-key = "${KEY}"\n`);
    expect(logged()).toContain('"operation":"bootstrap"');
    expect(logged()).not.toContain('5ec2e7');
  });

  test.each([
    ['nothing', '-', ''],
    ['what is no key', 'hunter2', ''],
    ['two lines', '-', `${KEY}\n${KEY}\n`],
    ['what has no end', '-', 'x'.repeat(1_000_000)],
  ])('refuses %s, and does not show it', async (_, given, stdin) => {
    const end = await save(given, stdin);
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('this is not an API key') });
    expect(end.stderr).not.toMatch(/hunter2|5ec2e7|xxx/);
  });

  test('fails when it cannot be kept', async () => {
    writeFileSync(join(folder.home, '.config'), '');
    expect(await save(KEY)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`cannot write the credentials file ${path}`),
    });
  });

  test('loses nothing when several do it at once', async () => {
    const urls = Array.from({ length: 6 }, (_, index) => `https://cp-${index}`);
    const ends = await Promise.all(urls.map((url) => save(KEY, '', url)));
    expect(ends.map(({ code }) => code)).toEqual(urls.map(() => 0));
    for (const url of urls) expect(readFileSync(path, 'utf8')).toContain(`["${url}"]\napi-key = "${KEY}"\n`);
  });

  test('tells who asks later where it is from: the kept key goes with requests', async () => {
    const listener = new Listener();
    await listener.listen();
    folder.write('.nixfleet.toml', `[control-plane]\nurl = "http://0.0.0.0:${listener.port}/"\n`);
    expect(await folder.run(['bootstrap', '--save-key', '-'], { stdin: KEY })).toMatchObject({ code: 0 });
    expect(await folder.run(['machines', 'list'])).toMatchObject({ code: 0 });
    expect(await folder.run(['machines', 'list'], { env: { NIXFLEET_API_KEY: 'nfk-other' } })).toMatchObject({
      code: 0,
    });
    expect(listener.keys()).toEqual([`Bearer ${KEY}`, 'Bearer nfk-other']);
    await listener.close();
  });
});
