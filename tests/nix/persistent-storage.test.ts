import { expect, test } from 'vitest';
import { evaluated } from './evaluate.ts';

interface Directory {
  readonly directory: string;
  readonly user: string;
  readonly group: string;
  readonly mode: string;
}

const roots = (directory: string): Directory => ({ directory, user: 'root', group: 'root', mode: '0755' });
const alices = (directory: string): Directory => ({ directory, user: 'alice', group: 'users', mode: '0700' });

/** What the impermanence module is told on a host with two people. */
function told(
  directories: readonly Directory[],
  files: readonly string[] = [],
  mounts: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const homes = { alice: '/home/alice', al: '/home/al' };
  const given = { directories, files, homes, persistRoot: '/persist', mounts };
  return evaluated({
    expression: `import ./nix/lib/persistent-storage.nix (builtins.fromJSON ${JSON.stringify(JSON.stringify(given)).replaceAll('$', '\\$')})`,
  });
}

test('what several modules want kept is named once', async () => {
  const log = roots('/var/log');
  expect(await told([log, roots('/etc/nixos'), log], ['/etc/machine-id', '/etc/machine-id'])).toEqual({
    directories: [log, roots('/etc/nixos')],
    files: ['/etc/machine-id'],
    users: {},
  });
});

test('what lies in a home is told as its owner’s, for the directories above it would be root’s otherwise', async () => {
  expect(await told([alices('/home/alice/.keys'), roots('/var/log')], ['/home/al/.netrc'])).toEqual({
    directories: [roots('/var/log')],
    files: [],
    users: {
      alice: { directories: [{ directory: '.keys', mode: '0700' }], files: [] },
      al: { directories: [], files: ['.netrc'] },
    },
  });
});

test('a home that is kept whole keeps what is in it', async () => {
  expect(await told([alices('/home/alice'), alices('/home/alice/.keys')], ['/home/alice/.netrc'])).toEqual({
    directories: [alices('/home/alice')],
    files: [],
    users: {},
  });
});

test('what lies where things are kept stays there: it would be hidden by /persist/persist', async () => {
  expect(await told([roots('/persist/nixfleet'), roots('/persistent/a')], ['/persist/key', '/etc/machine-id'])).toEqual(
    {
      directories: [roots('/persistent/a')],
      files: ['/etc/machine-id'],
      users: {},
    },
  );
});

test('what is on a file system of its own outlives a boot by itself, unless that is in memory', async () => {
  const mounts = { '/': 'btrfs', '/data': 'ext4', '/data/fast': 'tmpfs', '/var/log': 'btrfs', '/home': 'xfs' };
  const directories = ['/data/nixfleet', '/database', '/data/fast/a', '/var/log'].map(roots);
  expect(await told([...directories, alices('/home/alice/.keys')], ['/data/key', '/home/al/.netrc'], mounts)).toEqual({
    directories: [roots('/database'), roots('/data/fast/a')],
    files: [],
    users: {},
  });
});
