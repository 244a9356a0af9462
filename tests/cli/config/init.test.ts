import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseConfigFile } from '../../../cli/config/config-file.ts';
import { configLines, configTemplate, type InitValues } from '../../../cli/config/config-template.ts';
import { assertInitValues } from '../../../cli/config/init-values.ts';
import { SETTINGS } from '../../../cli/config/setting-table.ts';
import { Folder } from './a-folder.ts';

const read = (text: string) =>
  parseConfigFile(text, { path: '/fleet/.nixfleet.toml', isNamed: false, variables: { env: {}, hostname: 'krach' } });

const FLAGS = ['ca-cert', 'client-cert', 'client-key', 'cache-url', 'push-to', 'hook-url', 'hook-push-cmd'];

describe('the template of a configuration file', () => {
  test('reads back as exactly what was given, and so do the lines alone', () => {
    // Texts without variables and without control characters, which are refused before.
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((value) => !/\$\{|[\u0000-\u001f\u007f-\u009f]/.test(value));
    const values = fc.record(
      {
        'control-plane-url': fc.nat().map((port) => `https://cp:${port}`),
        ...Object.fromEntries(FLAGS.map((flag) => [flag, text])),
      },
      { requiredKeys: ['control-plane-url'] },
    );
    fc.assert(
      fc.property(values, (given: InitValues) => {
        const { settings, warnings } = read(configTemplate(given));
        expect(warnings).toEqual([]);
        expect(read(configLines(given)).settings).toEqual(settings);
        const told = SETTINGS.filter(({ kind, flag }) => kind !== 'path' && given[flag]);
        for (const { name, flag } of told) expect(settings[name]).toBe(given[flag]);
        expect(Object.keys(settings)).toHaveLength(Object.keys(given).length);
      }),
      { numRuns: 40 },
    );
  });

  test('has a line for all that a file can say, and each is right when it is not a comment any more', () => {
    const text = configTemplate({});
    expect(read(text).settings).toEqual({});
    const told = read(text.replaceAll(/^# ([a-z-]+ = )/gm, '$1'));
    expect(told.warnings).toEqual([]);
    expect(Object.keys(told.settings)).toHaveLength(SETTINGS.filter(({ key }) => key !== undefined).length);
  });
});

describe('a value for a configuration file', () => {
  test.each([
    ['control-plane-url', 'https://cp-01:8080/fleet'],
    ['control-plane-url', 'http://${HOSTNAME}:8080'],
    ['cache-url', 's3://bucket?region=eu'],
    ['push-to', 'ssh-ng://root@cache'],
    ['push-to', '/mnt/cache'],
    ['strategy', 'all-at-once'],
    ['strategy', ''],
  ])('is fine: --%s %s', (flag, value) => {
    expect(() => assertInitValues({ [flag]: value })).not.toThrow();
  });

  test.each([
    ['control-plane-url', 'cp:8080', 'it should look like https://host:8080'],
    ['control-plane-url', 'https://ada:secret@cp', 'keys are kept by nixfleet bootstrap'],
    ['control-plane-url', 'https://cp?key=x', 'more than a host and a path'],
    ['control-plane-url', 'https://${SECRET}', '${SECRET} is not expanded'],
    ['cache-url', 'ftp://cache', '--cache-url: not a cache URL'],
    ['hook-url', 'ssh://-oProxyCommand=x', '--hook-url: not a cache URL'],
    ['push-to', 'ssh://-oProxyCommand=x', '--push-to ssh://-oProxyCommand=x is not a URL of a store'],
    ['push-to', 'cache', 'it should look like ssh://root@cache'],
    ['ca-cert', 'a\nb', '--ca-cert has a control character in it'],
    ['hook-push-cmd', 'attic\u001b[2J', '--hook-push-cmd has a control character in it'],
    ['strategy', 'canry', 'did you mean canary?'],
    ['on-failure', 'stop', '--on-failure is one of pause, revert, not "stop"'],
  ])('is refused before it is written: --%s %j', (flag, value, message) => {
    expect(() => assertInitValues({ [flag]: value })).toThrow(message);
  });
});

describe('nixfleet init', () => {
  const given = ['--control-plane-url', 'https://cp'];
  let folder: Folder;
  let path: string;
  beforeEach(() => {
    folder = new Folder();
    path = join(folder.path, '.nixfleet.toml');
  });
  afterEach(() => folder.remove());
  const init = (...flags: string[]) => folder.run(['init', ...flags]);
  const files = () => readdirSync(folder.path).toSorted();

  test('wants a control plane, and does not take one from around it', async () => {
    const end = await folder.run(['init'], { env: { NIXFLEET_CONTROL_PLANE_URL: 'https://cp' } });
    expect(end).toMatchObject({ code: 2, stderr: expect.stringContaining('--control-plane-url is required') });
    expect(files()).toEqual(['home']);
  });

  test('writes a whole file that others may read, and nothing beside it', async () => {
    expect(await init(...given)).toMatchObject({ code: 0, stdout: `Wrote ${path}\n` });
    expect(readFileSync(path, 'utf8')).toBe(configTemplate({ 'control-plane-url': 'https://cp' }));
    expect(statSync(path).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(files()).toEqual(['.nixfleet.toml', 'home']);
  });

  test('leaves a log of what it wrote, without the push command, which may hold a token', async () => {
    await init(...given, '--hook-push-cmd', 'curl -H x:hunter2 {}');
    const logs = join(folder.home, '.local/state/nixfleet/logs');
    const [log = ''] = readdirSync(logs);
    const text = readFileSync(join(logs, log), 'utf8');
    expect(text).toContain('"operation":"init"');
    expect(text).toContain(`Wrote ${path}`);
    expect(text).not.toContain('hunter2');
  });

  test('writes a variable as it is', async () => {
    await init(...given, '--client-cert', '/run/agent-${HOSTNAME}-cert', '--hook-push-cmd', 'sh -c "x\\y" {}');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('client-cert = "/run/agent-${HOSTNAME}-cert"');
    expect(read(text).settings).toMatchObject({ clientCert: '/run/agent-krach-cert', hookPushCmd: 'sh -c "x\\y" {}' });
  });

  test('leaves alone what is there, be it broken or no file, and shows the lines to add', async () => {
    writeFileSync(path, 'mine');
    const end = await init(...given, '--push-to', 's3://b');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('\n[control-plane]\nurl = "https://cp"\n\n[cache]\npush-to = "s3://b"\n');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    rmSync(path);
    mkdirSync(path);
    expect((await init(...given)).code).toBe(1);
    expect(await init(...given, '--force')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`cannot write ${path}`),
    });
    expect(files()).toEqual(['.nixfleet.toml', 'home']);
  });

  test('replaces with --force, and loses no older one', async () => {
    for (const text of ['first', 'second']) {
      writeFileSync(path, text);
      chmodSync(path, 0o640);
      expect((await init(...given, '--force')).code).toBe(0);
    }
    expect(files()).toEqual(['.nixfleet.toml', '.nixfleet.toml.bak', '.nixfleet.toml.bak1', 'home']);
    expect(readFileSync(`${path}.bak`, 'utf8')).toBe('first');
    expect(readFileSync(`${path}.bak1`, 'utf8')).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    const end = await init(...given, '--force', '--json');
    expect(JSON.parse(end.stdout)).toEqual({ path, backup: `${path}.bak2` });
  });

  test('writes nothing when a value is refused', async () => {
    writeFileSync(path, 'mine');
    expect(await init(...given, '--force', '--strategy', 'canry')).toMatchObject({ code: 1 });
    expect(existsSync(`${path}.bak`)).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
