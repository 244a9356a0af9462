import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { signalGroup } from '../../../services/host/group.ts';
import { runToEnd, startProgram } from '../../support/processes.ts';
import { type BackupStand, createBackupStand } from './backup-stand.ts';
import { testEitherBackend } from './either-backend.ts';

// The programs stretch their passwords for as long as that takes on this machine, however busy it is.
vi.setConfig({ testTimeout: 600_000 });

async function borg(stand: BackupStand, ...argv: string[]): Promise<string> {
  const { exitCode, stdout, said } = await runToEnd({ argv: ['borg', ...argv], env: await stand.environment() });
  if (exitCode !== 0) throw new Error(said);
  return stdout;
}

const archives = async (stand: BackupStand) => (await borg(stand, 'list', '--short')).trim().split('\n');

testEitherBackend('borgbackup');

test('the first backup makes the repository and an archive of what was asked for', async () => {
  const stand = createBackupStand('borgbackup');

  const { exitCode, said } = await stand.run('backup');

  expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
  const [archive = '', ...more] = await archives(stand);
  expect(more).toEqual([]);
  expect(archive).toMatch(/^web-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  const files = await borg(stand, 'list', '--short', `::${archive}`);
  expect(files).toContain('letter.txt');
  expect(files).not.toContain('page.cache');
  expect(stand.record('status')).toMatchObject({ status: 'success', hostname: 'web' });
  expect(statSync(join(stand.state, 'status.json')).mode & 0o777).toBe(0o600);
});

test("old archives go, and another host's whose name begins the same stay", async () => {
  const stand = createBackupStand('borgbackup');

  await stand.run('backup', { hostName: 'web-2' });
  await stand.run('backup');
  await stand.run('backup');

  const names = (await archives(stand)).map((name) => name.replace(/-\d{4}-.*/, ''));
  expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(['web', 'web-2']);
});

test('a wrong passphrase fails, is told, and makes no new repository', async () => {
  const stand = createBackupStand('borgbackup');
  await stand.run('backup');
  const { lastSuccess } = stand.record('status');
  const wrong = join(stand.folder, 'wrong');
  writeFileSync(wrong, 'guess\n');

  const { exitCode, said } = await stand.run('backup', { passwordFile: wrong });

  expect(exitCode).toBe(1);
  expect(said).not.toContain('making it');
  expect(stand.record('status')).toMatchObject({ status: 'failure', lastSuccess });
  expect(stand.record('status').message).toMatch(/cannot be opened: passphrase supplied.*is incorrect/i);
});

test('an empty folder is no repository, and none is made in it', async () => {
  const stand = createBackupStand('borgbackup');
  mkdirSync(stand.repository);

  expect((await stand.run('backup')).exitCode).toBe(1);
  expect(readdirSync(stand.repository)).toEqual([]);
  expect(stand.record('status').message).toContain('cannot be opened');
});

test('without encryption no passphrase is wanted, and nobody is asked', async () => {
  const stand = createBackupStand('borgbackup');
  const open = { encryption: 'none', passwordFile: null };

  expect((await stand.run('backup', open)).exitCode).toBe(0);
  expect((await stand.run('backup', { ...open, stateDirectory: stand.state })).exitCode).toBe(0);
  expect((await stand.run('verify', open)).exitCode).toBe(0);
});

test('a verification sees that the archives are gone', async () => {
  const stand = createBackupStand('borgbackup');
  await stand.run('backup');
  await borg(stand, 'delete', '--glob-archives', 'web-*');

  expect((await stand.run('verify')).exitCode).toBe(1);
  expect(stand.record('verify').message).toContain('no archive of this machine');
});

test('a verification sees that another machine backs up under the same name', async () => {
  const stand = createBackupStand('borgbackup');
  await stand.run('backup');
  const canary = join(stand.state, 'canary');
  writeFileSync(canary, 'of another machine');
  await borg(stand, 'create', '::web-2999-01-01T00:00:00', canary);

  expect((await stand.run('verify')).exitCode).toBe(1);
  expect(stand.record('verify').message).toContain('not what this machine backed up last');
});

test('a lock that stays is told as what it is, and holds nobody up once it is gone', async () => {
  const stand = createBackupStand('borgbackup');
  await stand.run('backup');
  const env = await stand.environment();
  const argv = ['borg', 'with-lock', stand.repository, 'sleep', '600'] as const;
  const worker = await startProgram('borg', { argv: [...argv], env }, join(stand.folder, 'worker.log'));
  await vi.waitUntil(() => existsSync(join(stand.repository, 'lock.exclusive')), { timeout: 100_000 });

  const { exitCode } = await stand.run('backup');
  const { message } = stand.record('status');
  signalGroup(worker.pid, 'SIGKILL');
  await worker.ended;

  expect(exitCode).toBe(1);
  expect(message).toMatch(/cannot be opened: .*lock/);
  expect((await stand.run('backup')).exitCode).toBe(0);
});
