import { chownSync, lchownSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Folder } from './a-folder.ts';
import { Listener } from './a-listener.ts';

const KEY = `nfk-${'5ec2e7'.repeat(8)}`;
const SOMEBODY = 12_345;
const isRoot = process.geteuid?.() === 0;

const listener = new Listener();
let folder: Folder;
/** The listener by a name that is not this machine's own, and leads there all the same. */
let url: string;
beforeAll(async () => {
  await listener.listen();
  url = `http://0.0.0.0:${listener.port}`;
});
afterAll(() => listener.close());
beforeEach(() => {
  folder = new Folder();
  listener.heard.length = 0;
});
afterEach(() => folder.remove());

const fileFor = (server: string) => `[control-plane]\nurl = "${server}"\n`;
const list = (...flags: string[]) => ['machines', 'list', ...flags];

describe('a key that was given for no control plane in particular', () => {
  test.each([
    ['the environment', () => ({ argv: list(), env: { NIXFLEET_API_KEY: KEY } })],
    ['a flag', () => ({ argv: list('--api-key', KEY), env: {} })],
    ['a key file', () => ({ argv: list(), env: { NIXFLEET_API_KEY_FILE: folder.write('key', `${KEY}\n`, 0o600) } })],
  ])('from %s does not go where only a file that was found says', async (_, line) => {
    folder.write('.nixfleet.toml', fileFor(url));
    folder.write('sub/x', '');
    const { argv, env } = line();
    const end = await folder.run(argv, { env, from: 'sub' });
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain(`the API key is not sent to ${url}: only ${folder.path}/.nixfleet.toml:2 names this`);
    for (const remedy of ['NIXFLEET_CONTROL_PLANE_URL=', '--control-plane-url', 'nixfleet bootstrap --save-key'])
      expect(end.stderr).toContain(remedy);
    expect(end.stderr).not.toContain(KEY);
    expect(listener.heard).toEqual([]);
  });

  test.each([
    ['an environment', () => ({ argv: list(), env: { NIXFLEET_CONTROL_PLANE_URL: url } })],
    ['a flag', () => ({ argv: list('--control-plane-url', url), env: {} })],
    ['a file that was named', () => ({ argv: list('--config', folder.write('x/fleet.toml', fileFor(url))), env: {} })],
    ['the credentials', () => ({ argv: list(), env: {}, kept: folder.writeCredentials({ [`${url}/`]: 'nfk-older' }) })],
  ])('goes where %s says', async (_, line) => {
    folder.write('.nixfleet.toml', fileFor(url));
    const { argv, env } = line();
    expect(await folder.run(argv, { env: { ...env, NIXFLEET_API_KEY: KEY } })).toMatchObject({ code: 0 });
    expect(listener.keys()).toEqual([`Bearer ${KEY}`]);
  });

  test('goes to this machine itself, whoever says so', async () => {
    folder.write('.nixfleet.toml', fileFor(`http://127.0.0.1:${listener.port}`));
    expect(await folder.run(list(), { env: { NIXFLEET_API_KEY: KEY } })).toMatchObject({ code: 0 });
    expect(listener.keys()).toEqual([`Bearer ${KEY}`]);
  });

  test('that is a bootstrap token does not go where only a file says either', async () => {
    folder.write('.nixfleet.toml', fileFor(url));
    const end = await folder.run(['bootstrap', '--token-file', folder.write('token', KEY, 0o600)]);
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--control-plane-url') });
    expect(listener.heard).toEqual([]);
  });
});

describe('a key that is kept for one control plane', () => {
  test('goes there without more words', async () => {
    folder.write('.nixfleet.toml', fileFor(`http://0.0.0.0:${listener.port}/`));
    folder.writeCredentials({ [url]: KEY });
    expect(await folder.run(list())).toMatchObject({ code: 0 });
    expect(listener.keys()).toEqual([`Bearer ${KEY}`]);
  });

  test('does not go to another', async () => {
    folder.write('.nixfleet.toml', fileFor('https://production.example.com'));
    folder.writeCredentials({ 'https://production.example.com': KEY });
    await folder.run(list('--control-plane-url', url));
    await folder.run(list(), { env: { NIXFLEET_CONTROL_PLANE_URL: url } });
    expect(listener.keys()).toEqual([undefined, undefined]);
  });

  test('is not used when others can read it, and the remedy is named', async () => {
    const path = folder.writeCredentials({ [url]: KEY }, 0o640);
    const end = await folder.run(list('--control-plane-url', url));
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining(`chmod 600 ${path}`) });
    expect(listener.heard).toEqual([]);
  });

  test.skipIf(!isRoot)('is not used when the file belongs to somebody else', async () => {
    chownSync(folder.writeCredentials({ [url]: KEY }), SOMEBODY, SOMEBODY);
    const end = await folder.run(list('--control-plane-url', url));
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('belongs to another user (uid 12345)') });
    expect(listener.heard).toEqual([]);
  });
});

describe('a variable in a file that was found', () => {
  test.each([
    ['[control-plane]\nurl = "%/${SECRET}"', 'control-plane.url'],
    ['[control-plane]\nurl = "%/${NIXFLEET_API_KEY}"', 'control-plane.url'],
    ['[cache]\nurl = "%/${SECRET}"', 'cache.url'],
    ['[cache]\npush-to = "%/${SECRET}"', 'cache.push-to'],
    ['[cache.hook]\nurl = "%/${NIXFLEET_BOOTSTRAP_TOKEN}"', 'cache.hook.url'],
  ])('is not expanded into what leaves the machine: %j', async (text, key) => {
    folder.write('.nixfleet.toml', text.replace('%', `http://127.0.0.1:${listener.port}`));
    const env = { SECRET: KEY, NIXFLEET_API_KEY: KEY, NIXFLEET_BOOTSTRAP_TOKEN: KEY };
    const end = await folder.run(list(), { env });
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain(`${folder.path}/.nixfleet.toml:2: \${`);
    expect(end.stderr).toContain(`is not expanded in ${key}`);
    expect(end.stderr).not.toContain(KEY);
    expect(listener.heard).toEqual([]);
  });

  test('that says who and where we are is', async () => {
    folder.write(
      '.nixfleet.toml',
      fileFor(`http://127.0.0.1:${listener.port}/\${USER}/\${HOSTNAME}/\${NIXFLEET_SITE}`),
    );
    const env = { USER: 'ada', HOSTNAME: 'krach', NIXFLEET_SITE: 'ams' };
    expect(await folder.run(list(), { env })).toMatchObject({ code: 0 });
    expect(listener.heard.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^\/ada\/krach\/ams\/api\/v1\/machines/),
    ]);
  });
});

describe.skipIf(!isRoot)('a file that was found and that somebody else could have put there', () => {
  const refused = async (from = '.') => {
    const end = await folder.run(list(), { env: { NIXFLEET_API_KEY: KEY }, from });
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(/is not used: .* belongs to another user \(uid 12345\)[^]*--config /);
    expect(listener.heard).toEqual([]);
  };
  const local = () => fileFor(`http://127.0.0.1:${listener.port}`);

  test('is refused, and so are the files above it', async () => {
    folder.write('.nixfleet.toml', local());
    chownSync(folder.write('shared/.nixfleet.toml', local()), SOMEBODY, SOMEBODY);
    await refused('shared');
  });

  test.each(['target', 'link', 'folder'])('is refused for the owner of the %s when it is a link', async (part) => {
    const target = folder.write('fleet.toml', local());
    mkdirSync(join(folder.path, 'checkout'));
    const link = join(folder.path, 'checkout/.nixfleet.toml');
    symlinkSync(target, link);
    expect((await folder.run(list(), { from: 'checkout' })).code).toBe(0);
    listener.heard.length = 0;
    if (part === 'link') lchownSync(link, SOMEBODY, SOMEBODY);
    else chownSync(part === 'target' ? target : join(folder.path, 'checkout'), SOMEBODY, SOMEBODY);
    await refused('checkout');
  });

  test('counts when it is named', async () => {
    const path = folder.write('.nixfleet.toml', local());
    chownSync(path, SOMEBODY, SOMEBODY);
    expect(await folder.run(list('--config', path))).toMatchObject({ code: 0 });
  });

  test('counts when it belongs to who has called sudo', async () => {
    chownSync(folder.write('.nixfleet.toml', local()), SOMEBODY, SOMEBODY);
    expect(await folder.run(list(), { env: { SUDO_UID: String(SOMEBODY) } })).toMatchObject({ code: 0 });
    expect(await folder.run(list(), { env: { SUDO_UID: '54321' } })).toMatchObject({ code: 1 });
  });

  test('does not stop what needs no configuration', async () => {
    chownSync(folder.write('.nixfleet.toml', local()), SOMEBODY, SOMEBODY);
    expect(await folder.run(['completions', '--help'])).toMatchObject({ code: 0 });
    expect(await folder.run(['init', '--force', '--control-plane-url', 'https://cp'])).toMatchObject({ code: 0 });
  });
});
