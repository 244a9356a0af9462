import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Folder } from './a-folder.ts';

const KEY = `nfk-${'5ec2e7'.repeat(8)}`;

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

interface Shown {
  readonly file: string | null;
  readonly looked_at: string[];
  readonly settings: { name: string; value: unknown; origin: unknown; flag: string; variable: string | null }[];
  readonly warnings: string[];
}

async function shown(argv: string[], env: Record<string, string> = {}, from = '.'): Promise<Shown> {
  const end = await folder.run(['config', 'show', '--json', ...argv], { env, from });
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout);
}

const setting = ({ settings }: Shown, name: string) => {
  const { value, origin } = settings.find((one) => one.name === name) ?? {};
  return { value, origin };
};

describe('nixfleet config show', () => {
  test('tells every setting and who has said it, with no control plane and no readable certificate', async () => {
    const file = folder.write(
      '.nixfleet.toml',
      [
        '[control-plane]',
        'url = "https://cp.example.com/"',
        'ca-cert = "nowhere/${NAME}.pem"',
        '[tls]',
        'client-cert = "c.pem"',
        '[deploy]',
        'soak = 60',
        'batch-size = [1, "50%"]',
      ].join('\n'),
    );
    folder.write('a/b/x', '');
    const credentials = folder.writeCredentials({ 'https://cp.example.com': KEY });
    const all = await shown(['--client-cert', 'here.pem'], { NAME: 'ca', NIXFLEET_CLIENT_KEY: '/k' }, 'a/b');
    expect(all).toMatchObject({ file, credentials: [credentials], warnings: [] });
    expect(all.looked_at.slice(0, 3)).toEqual(
      ['a/b', 'a', '.'].map((name) => join(folder.path, name, '.nixfleet.toml')),
    );
    expect(setting(all, 'control-plane.url')).toEqual({
      value: 'https://cp.example.com',
      origin: { from: 'file', path: file, line: 2 },
    });
    expect(setting(all, 'control-plane.ca-cert')).toMatchObject({ value: join(folder.path, 'nowhere/ca.pem') });
    expect(setting(all, 'tls.client-cert')).toEqual({
      value: 'here.pem',
      origin: { from: 'flag', name: '--client-cert' },
    });
    expect(setting(all, 'tls.client-key')).toEqual({
      value: '/k',
      origin: { from: 'environment', name: 'NIXFLEET_CLIENT_KEY' },
    });
    expect(setting(all, 'api-key')).toEqual({ value: 'nfk-5ec2…', origin: { from: 'credentials', path: credentials } });
    expect(setting(all, 'deploy.soak')).toEqual({ value: 60, origin: { from: 'file', path: file, line: 7 } });
    expect(setting(all, 'deploy.batch-size')).toMatchObject({ value: ['1', '50%'] });
    expect(setting(all, 'deploy.health-timeout')).toEqual({ value: 300, origin: { from: 'default' } });
  });

  test('shows the same to people', async () => {
    folder.write('.nixfleet.toml', '[deploy]\n\nstrategy = "staged"\n');
    const { stdout, stderr } = await folder.run(['config', 'show'], { env: { NIXFLEET_API_KEY: KEY } });
    expect(stdout).toMatch(/^ deploy.strategy +staged +\.nixfleet\.toml:3 *$/m);
    expect(stdout).toMatch(/^ api-key +nfk-5ec2… +NIXFLEET_API_KEY *$/m);
    expect(stdout).toMatch(/^ control-plane.url +http:\/\/localhost:8080 +default *$/m);
    expect(stdout).toContain(`\nConfiguration file: ${folder.path}/.nixfleet.toml\n`);
    expect(stdout).toContain(`\nCredentials file: ${folder.home}/.config/nixfleet/credentials.toml (not there)\n`);
    expect(stderr).toBe('');
  });

  test('says that there is no file, and where one was looked for', async () => {
    const { stdout } = await folder.run(['config', 'show']);
    expect(stdout).toContain(`Configuration file: none; looked for ${folder.path}/.nixfleet.toml, /`);
    expect(await shown([])).toMatchObject({ file: null });
  });

  test('names the file that was named, and refuses one that is not there', async () => {
    const file = folder.write('x/fleet.toml', '');
    expect(await shown(['--config', 'x/fleet.toml'])).toMatchObject({ file, looked_at: [file] });
    const end = await folder.run(['config', 'show', '--config', 'y.toml']);
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining(`configuration file ${folder.path}/y.toml`) });
  });

  test('keeps secrets: keys, passwords in URLs, and what the variables of a command hold', async () => {
    folder.write(
      '.nixfleet.toml',
      '[cache]\npush-to = "https://ada:hunter2@cache"\n[cache.hook]\npush-cmd = "push ${TOKEN} --password hunter4 {}"\n',
    );
    const env = { TOKEN: 'hunter3', NIXFLEET_API_KEY: KEY };
    const ends = [
      await folder.run(['config', 'show'], { env }),
      await folder.run(['config', 'show', '--json'], { env }),
    ];
    for (const { stdout, stderr } of ends) {
      expect(stdout).toContain('push ${TOKEN} --password *** {}');
      for (const secret of ['hunter', KEY]) expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('warns of keys that mean nothing, a key that is held back, and a proxy', async () => {
    folder.write('.nixfleet.toml', '[control-plane]\nurl = "https://cp"\nca_cert = "x"\n');
    const { warnings, ...rest } = await shown([], { NIXFLEET_API_KEY: KEY, HTTPS_PROXY: 'http://proxy' });
    expect(warnings).toEqual([
      `${folder.path}/.nixfleet.toml:3: unknown key control-plane.ca_cert; did you mean control-plane.ca-cert?`,
      expect.stringContaining('the API key is not sent to https://cp'),
      'https://cp is asked over the proxy http://proxy (HTTPS_PROXY)',
    ]);
    expect(setting({ warnings, ...rest }, 'api-key')).toEqual({
      value: null,
      origin: { from: 'environment', name: 'NIXFLEET_API_KEY' },
    });
  });

  test('tells of a key file, which the key itself and a flag win over', async () => {
    const env = { NIXFLEET_API_KEY_FILE: folder.write('key', `${KEY}\n`, 0o600) };
    const origin = { from: 'environment', name: 'NIXFLEET_API_KEY_FILE' };
    expect(setting(await shown([], env), 'api-key')).toEqual({ value: 'nfk-5ec2…', origin });
    const both = { ...env, NIXFLEET_API_KEY: 'nfk-abcdefghijkl' };
    expect(setting(await shown([], both), 'api-key')).toMatchObject({ value: 'nfk-abcd…' });
    expect(setting(await shown(['--api-key', 'nfk-x'], both), 'api-key')).toMatchObject({ value: 'nf…' });
  });

  test.each([
    ['can be read by others', () => folder.write('key', KEY, 0o644), 'chmod 600'],
    ['is not there', () => '/nowhere/key', '/nowhere/key is not there'],
    ['is empty', () => folder.write('key', '\n', 0o600), 'is empty'],
  ])('says that a key file %s, and what needs a key does not go on', async (_, path, problem) => {
    folder.writeCredentials({ 'http://localhost:8080': KEY });
    const env = { NIXFLEET_API_KEY_FILE: path() };
    expect((await shown([], env)).warnings).toEqual([expect.stringContaining(problem)]);
    const end = await folder.run(['machines', 'list'], { env });
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('NIXFLEET_API_KEY_FILE') });
  });
});

describe('a folder that was removed while somebody was in it', () => {
  test('is no defect of ours', async () => {
    const gone = `process.chdir(${JSON.stringify(folder.home)});require('fs').rmdirSync(${JSON.stringify(folder.home)});`;
    const end = await folder.run(['config', 'show'], {
      env: { NODE_OPTIONS: `--require ${folder.write('gone.cjs', gone)}` },
    });
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('Error: the current folder is gone') });
  });
});

describe('a certificate', () => {
  test('is read when somebody connects, who is told which setting names it', async () => {
    folder.write('.nixfleet.toml', '[tls]\nclient-cert = "c.pem"\nclient-key = "k.pem"\n');
    const end = await folder.run(['machines', 'list']);
    const expected = `cannot read the client certificate ${folder.path}/c.pem (${folder.path}/.nixfleet.toml:2)`;
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining(expected) });
  });
});
