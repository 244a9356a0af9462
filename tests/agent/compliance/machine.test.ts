import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { aMachine } from './a-machine.ts';

describe('a machine below a folder', () => {
  test('has absolute links lead to itself and not out of it', async () => {
    const machine = aMachine({
      files: { '/nix/store/abc-etc/hostname': 'web-01\n' },
      links: {
        '/etc/static': '/nix/store/abc-etc',
        '/etc/hostname': '/etc/static/hostname',
        '/up': '../../../etc/static',
      },
    });
    expect(await machine.text('/etc/hostname')).toBe('web-01\n');
    expect(await machine.names('/up')).toEqual(['hostname']);
    expect(await machine.facts('/etc/hostname')).toMatchObject({ isFile: true, bytes: 7 });
    expect(await machine.link('/etc/hostname')).toBe('/etc/static/hostname');
  });

  test('does not go round in links for ever', async () => {
    await expect(aMachine({ links: { '/a': '/b', '/b': '/a' } }).text('/a')).rejects.toThrow('too many links');
  });

  test('has nothing where there is nothing, nor below a file', async () => {
    const machine = aMachine({ files: { '/etc/hostname': 'web-01\n' }, links: { '/gone': '/nowhere' } });
    for (const path of ['/none', '/etc/hostname/x', '/gone']) {
      expect(await machine.text(path)).toBeUndefined();
      expect(await machine.facts(path)).toBeUndefined();
    }
    expect(await machine.link('/etc/hostname')).toBeUndefined();
  });

  test('waits for no pipe, and reads nothing endless', async () => {
    const machine = aMachine({ directories: ['/etc'], files: { '/etc/long': 'a'.repeat(101) } });
    execFileSync('mkfifo', [machine.path('/etc/pipe')]);
    await expect(machine.text('/etc/pipe')).rejects.toThrow('is no file');
    await expect(machine.text('/etc/long', 100)).rejects.toThrow('/etc/long');
    expect(await machine.text('/etc/long', 101)).toHaveLength(101);
  });

  test('asks a program in English and UTC, and knows when there is none', async () => {
    const machine = aMachine({ programs: { told: 'echo "$LC_ALL $TZ $1"; cat; exit 3' } });
    expect(await machine.ask(['told', 'one'], 'input')).toMatchObject({ stdout: 'C UTC one\ninput', exitCode: 3 });
    expect(await machine.ask(['no-such-program-here'])).toBeUndefined();
  });
});
