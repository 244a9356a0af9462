import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { runApp } from './an-app.ts';

const FLAGS = {
  'build-vm': [
    ...['-h', '--host', '--all', '--rebuild', '--identity-key', '--ssh-port', '--ram', '--cpus', '--disk-size'],
    ...['--vlan', '--extra-files', '--flake', '--iso', '--ssh-timeout'],
  ],
  'start-vm': ['-h', '--host', '--all', '--ssh-port', '--ram', '--cpus', '--vlan', '--display'],
  'stop-vm': ['-h', '--host', '--all'],
  'clean-vm': ['-h', '--host', '--all'],
  'test-vm': ['-h', '--host', '--keep', '--ssh-port', '--identity-key', '--ram', '--cpus', '--user', '--iso'],
  validate: ['--fast', '--tests', '--vm', '--all', '--flake'],
} as const;

describe.each(Object.entries(FLAGS))('%s', (app, flags) => {
  test('explains every flag with --help, and does nothing else', async () => {
    const folder = tempFolder();
    const { exitCode, stdout } = await runApp(folder, [app, '--help']);
    expect(exitCode).toBe(0);
    for (const flag of flags) expect(stdout).toContain(flag);
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test('refuses a flag that it does not know', async () => {
    const { exitCode, said } = await runApp(tempFolder(), [app, '--bogus']);
    expect({ exitCode, said }).toEqual({
      exitCode: 1,
      said: `${app}: there is no flag or argument --bogus here. See ${app} --help.`,
    });
  });
});

describe.each(['build-vm', 'start-vm', 'stop-vm', 'clean-vm', 'test-vm'])('%s', (app) => {
  test.each([
    '../web-01',
    '/etc/passwd',
    'web 01',
    'web-01;reboot',
    '$(reboot)',
    '-web',
    'web-',
    '.',
    'a'.repeat(64),
    '',
  ])('refuses a host called %j', async (host) => {
    const folder = tempFolder();
    const { exitCode, said } = await runApp(folder, [app, '--host', host]);
    expect({ exitCode, said }).toEqual({
      exitCode: 1,
      said: expect.stringContaining(`'${host}' is not the name of a host`),
    });
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test('asks which host when none is named', async () => {
    const { exitCode, said } = await runApp(tempFolder(), [app]);
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: expect.stringContaining('say which: --host NAME') });
  });
});

describe('a value that cannot be', () => {
  test.each([
    ['--ssh-port', '70000', 'a port, from 1 to 65535'],
    ['--ssh-port', '22a', 'a port, from 1 to 65535'],
    ['--vlan', '0', 'a port, from 1 to 65535'],
    ['--ram', '4G', 'a whole number from 1 on'],
    ['--cpus', '-1', 'a whole number from 1 on'],
    ['--disk-size', '5', 'a size such as 20G'],
    ['--identity-key', '/nowhere', 'no file that can be read'],
    ['--extra-files', '/nowhere', 'no folder that can be read'],
    ['--iso', '/', 'no file that can be read'],
    ['--flake', '--impure', 'a flake without an attribute'],
  ])('is refused: %s %s', async (flag, value, reason) => {
    const { exitCode, said } = await runApp(tempFolder(), ['build-vm', '-h', 'web-01', flag, value]);
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: expect.stringMatching(`${flag}.*${value}`) });
    expect(said).toContain(reason);
  });

  test.each([
    [['--host', 'web-01', '--all'], '--host and --all do not go together'],
    [['--all', '--display', 'gtk'], '--display is for one VM'],
    [['--all', '--ssh-port', '2201'], '--ssh-port is for one VM'],
    [['--host', 'web-01', '--display', 'vnc'], "--display is none, spice or gtk, not 'vnc'"],
    [['--host'], '--host needs a value'],
  ])('is refused by start-vm: %j', async (words, reason) => {
    const { exitCode, said } = await runApp(tempFolder(), ['start-vm', ...words]);
    expect({ exitCode, said }).toEqual({ exitCode: 1, said: expect.stringContaining(reason) });
  });
});
