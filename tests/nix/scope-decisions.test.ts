import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

const calendar = (schedules: readonly string[]) =>
  evaluated({ expression: `map (import ./nix/lib/launchd-calendar.nix) ${given(schedules)}` });

test('launchd gets the schedules that it has words for', async () => {
  const schedules = {
    hourly: [{ Minute: 0 }],
    daily: [{ Hour: 0, Minute: 0 }],
    weekly: [{ Hour: 0, Minute: 0, Weekday: 1 }],
    monthly: [{ Day: 1, Hour: 0, Minute: 0 }],
    '*:15': [{ Minute: 15 }],
    '08:09': [{ Hour: 8, Minute: 9 }],
    '*-*-* 03:00:00': [{ Hour: 3, Minute: 0 }],
    '*-*-15 23:59': [{ Day: 15, Hour: 23, Minute: 59 }],
    'Thu,Mon 03:30': [1, 4].map((Weekday) => ({ Hour: 3, Minute: 30, Weekday })),
    'Sat..Mon 02:00': [0, 1, 6].map((Weekday) => ({ Hour: 2, Minute: 0, Weekday })),
    'Mon..Tue,Tue,Fri *-*-* 01:00': [1, 2, 5].map((Weekday) => ({ Hour: 1, Minute: 0, Weekday })),
  };
  expect(await calendar(Object.keys(schedules))).toEqual(Object.values(schedules));
});

test('launchd gets none of the others', async () => {
  const schedules = ['', 'yearly', '24:00', '12:60', '*-*-00 03:00', '*-*-32 03:00', 'Mon *-*-01 03:00', '03:00:30'];
  const more = ['*-01-01 03:00', '03:00 UTC', 'Moonday 03:00', '*:0/15', 'mon 03:00'];
  expect(await calendar([...schedules, ...more])).toEqual([...schedules, ...more].map(() => null));
});

test('a code name is the same for the same revision, and of both lists', async () => {
  const revisions = Array.from({ length: 200 }, (_, index) => index.toString(16).padStart(8, '0'));
  const names = `map (import ./nix/lib/codename.nix) ${given(revisions)}`;
  const found = Value.Parse(Type.Array(Type.String()), await evaluated({ expression: names }));

  expect(await evaluated({ expression: names })).toEqual(found);
  expect(found.every((name) => /^[a-z]+-[a-z]+$/.test(name))).toBe(true);
  expect(new Set(found.map((name) => name.split('-')[0])).size).toBe(10);
  expect(new Set(found.map((name) => name.split('-')[1])).size).toBe(10);
});

test('a label has only what NixOS allows in one', async () => {
  const label = (values: unknown) =>
    evaluated({ expression: `import ./nix/lib/generation-label.nix ${given(values)}` });
  const revision = '1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b';

  expect(await label({ revision, date: '20260131091500' })).toMatch(/^20260131-0915_1a2b3c4d_[a-z]+-[a-z]+$/);
  expect(await label({ revision: `${revision}-dirty`, showCodename: false })).toBe('1a2b3c4d-dirty');
  expect(await label({ revision: null, showCodename: false })).toBe('dirty');
});

test('a repository with a password or a token in its address is known', async () => {
  const secret = (repositories: readonly string[]) =>
    evaluated({ expression: `map (import ./nix/lib/repository-secret.nix) ${given(repositories)}` });
  const open = [
    '/backup',
    'sftp:backup@nas:/b',
    'sftp://backup@nas:22//b',
    'ssh://backup@nas/./b',
    'rest:https://nas/b',
  ];
  const more = ['s3:https://s3.example.org/b', 'b2:bucket:path', 'rclone:remote:path', 'backup@nas:b', ''];
  const closed = ['rest:https://me:secret@nas/b', 'rest:http://token@nas/b', 's3:https://key:secret@s3.example.org/b'];
  const others = [
    'ssh://me:secret@nas/b',
    'sftp://me:secret@nas//b',
    'rest:https://nas/b?token=x',
    'https://me:s@nas/b',
  ];

  expect(await secret([...open, ...more])).toEqual([...open, ...more].map(() => false));
  expect(await secret([...closed, ...others])).toEqual([...closed, ...others].map(() => true));
});

test('a builder is a line as Nix reads it', async () => {
  const machine = { hostName: 'b', systems: ['x86_64-linux'], sshUser: 'nix-build', sshKeyFile: '/run/key' };
  const more = { maxJobs: 4, speedFactor: 2, supportedFeatures: ['kvm', 'big-parallel'], publicHostKey: null };

  expect(await evaluated({ expression: `import ./nix/lib/build-machine.nix ${given({ ...machine, ...more })}` })).toBe(
    'ssh://nix-build@b x86_64-linux /run/key 4 2 kvm,big-parallel -',
  );
});
