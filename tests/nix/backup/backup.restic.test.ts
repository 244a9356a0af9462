import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test, vi } from 'vitest';
import { type Program, runToEnd, startProgram } from '../../support/processes.ts';
import { type BackupStand, createBackupStand, isMade } from './backup-stand.ts';
import { testEitherBackend } from './either-backend.ts';

const Snapshots = Type.Array(
  Type.Object({ hostname: Type.String(), tags: Type.Array(Type.String()), paths: Type.Array(Type.String()) }),
);

// The programs stretch their passwords for as long as that takes on this machine, however busy it is.
vi.setConfig({ testTimeout: 600_000 });

async function restic(stand: BackupStand, ...argv: string[]): Promise<string> {
  const { exitCode, stdout, said } = await runToEnd({ argv: ['restic', ...argv], env: await stand.environment() });
  if (exitCode !== 0) throw new Error(said);
  return stdout;
}

const snapshots = async (stand: BackupStand) =>
  Value.Parse(Snapshots, JSON.parse(await restic(stand, 'snapshots', '--json')));

testEitherBackend('restic');

test('the first backup makes the repository and a snapshot of what was asked for', async () => {
  const stand = createBackupStand('restic');

  expect((await stand.run('backup')).exitCode).toBe(0);

  const [snapshot, ...more] = await snapshots(stand);
  expect(more).toEqual([]);
  expect(snapshot).toMatchObject({ hostname: 'web', tags: ['web'] });
  expect(snapshot?.paths).toContain(stand.data);
  const files = await restic(stand, 'ls', 'latest');
  expect(files).toContain('letter.txt');
  expect(files).not.toContain('page.cache');
  const record = stand.record('status');
  expect(record).toMatchObject({ status: 'success', hostname: 'web', result: 'success' });
  expect(record.lastSuccess).toBe(record.lastRun);
  expect(statSync(join(stand.state, 'status.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(stand.state)).not.toContain('status.json.new');
});

test('old snapshots go, also those of other paths', async () => {
  const stand = createBackupStand('restic');
  const other = join(stand.folder, 'other');
  mkdirSync(other);

  await stand.run('backup');
  await stand.run('backup', { paths: [other] });

  const left = await snapshots(stand);
  expect(left.map(({ paths }) => paths.includes(other))).toEqual([true]);
});

test('a wrong password fails, is told, and makes no new repository', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  const { lastSuccess } = stand.record('status');
  const keys = readdirSync(join(stand.repository, 'keys'));
  const wrong = join(stand.folder, 'wrong');
  writeFileSync(wrong, 'guess\n');

  const { exitCode, said } = await stand.run('backup', { passwordFile: wrong });

  expect(exitCode).toBe(1);
  expect(said).not.toContain('making it');
  expect(stand.record('status')).toMatchObject({ status: 'failure', result: 'exit-code', lastSuccess });
  expect(stand.record('status').message).toMatch(/cannot be opened: Fatal: wrong password or no key found/);
  expect(readdirSync(join(stand.repository, 'keys'))).toEqual(keys);
});

test('a password that is not there makes no repository', async () => {
  const stand = createBackupStand('restic');

  const { exitCode } = await stand.run('backup', { passwordFile: join(stand.folder, 'nowhere') });

  expect(exitCode).toBe(1);
  expect(isMade(stand)).toBe(false);
  expect(stand.record('status')).toMatchObject({ status: 'failure', lastSuccess: null });
  expect(stand.record('status').message).toContain('cannot be opened');
});

test('a server that does not answer is no reason to make a repository', async () => {
  const stand = createBackupStand('restic');
  const programs = join(stand.folder, 'programs');
  mkdirSync(programs);
  const calls = join(stand.folder, 'calls');
  writeFileSync(join(programs, 'ssh'), `#!/bin/sh\necho call >>${calls}\necho 'Connection refused' >&2\nexit 255\n`);
  chmodSync(join(programs, 'ssh'), 0o755);
  vi.stubEnv('PATH', `${programs}:${process.env['PATH'] ?? ''}`);

  const { exitCode, said } = await stand
    .run('backup', { repository: 'sftp:backup@nas.test:/backups' })
    .finally(() => vi.unstubAllEnvs());

  expect(exitCode).toBe(1);
  expect(said).not.toContain('making it');
  expect(stand.record('status').message).toContain('cannot be opened');
});

test('a file that cannot be read makes a failure, which says that a snapshot is there', async () => {
  const stand = createBackupStand('restic');

  const { exitCode } = await stand.run('backup', { paths: [stand.data, '/proc/self/mem'] });

  expect(exitCode).toBe(1);
  expect(await snapshots(stand)).toHaveLength(1);
  expect(stand.record('status')).toMatchObject({ status: 'failure' });
  expect(stand.record('status').message).toContain('incomplete');
});

test('after an incomplete backup a verification still knows what was backed up last', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  await stand.run('backup', { paths: [stand.data, '/proc/self/mem'] });

  const { exitCode, said } = await stand.run('verify');

  expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
});

test('whole snapshots do not make room for incomplete ones, and that the repository grows is told', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');

  await stand.run('backup', { paths: [stand.data, '/proc/self/mem'] });

  expect(await snapshots(stand)).toHaveLength(2);
  expect(stand.record('status').message).toMatch(
    /Old snapshots stay, and the repository grows.*nixfleet\.backup\.exclude/,
  );
  await stand.run('backup');
  expect(await snapshots(stand)).toHaveLength(1);
});

test('its own cache is in no snapshot, by whichever path it is reached', async () => {
  const stand = createBackupStand('restic');
  const persistRoot = join(stand.folder, 'persist');
  // As on a host whose root is wiped: the state lies below `persistRoot` and is put in its place from there.
  mkdirSync(join(persistRoot, stand.folder), { recursive: true });
  renameSync(stand.state, join(persistRoot, stand.state));
  symlinkSync(join(persistRoot, stand.state), stand.state);
  const settings = { persistRoot, paths: [persistRoot, stand.folder], exclude: [stand.repository] };
  await stand.run('backup', settings);
  expect(readdirSync(join(stand.state, 'cache'))).not.toEqual([]);

  expect((await stand.run('backup', settings)).exitCode).toBe(0);

  const files = (await restic(stand, 'ls', 'latest')).split('\n');
  expect(files).toContain(join(persistRoot, stand.state, 'canary'));
  expect(files.filter((file) => file.includes('/cache'))).toEqual([]);
});

test('a verification fails where nothing was ever backed up', async () => {
  const stand = createBackupStand('restic');

  expect((await stand.run('verify')).exitCode).toBe(1);
  expect(stand.record('verify').message).toContain('nothing to verify');
});

test('a verification sees damaged data', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  const packs = readdirSync(join(stand.repository, 'data'), { recursive: true, encoding: 'utf8' });
  for (const pack of packs.filter((name) => name.includes('/'))) {
    const path = join(stand.repository, 'data', pack);
    const content = readFileSync(path);
    content.writeUInt8(content.readUInt8(20) ^ 0xff, 20);
    chmodSync(path, 0o600);
    writeFileSync(path, content);
  }

  expect((await stand.run('verify')).exitCode).toBe(1);
  expect(stand.record('verify')).toMatchObject({ status: 'failure', lastSuccess: null });
  expect(stand.record('verify').message).toContain('damaged');
});

test('a verification sees that another machine backs up under the same name', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  // The same path of the canary in the repository, but from another machine: its content is new.
  writeFileSync(join(stand.state, 'canary'), 'of another machine');
  await restic(stand, 'backup', '--host=web', '--tag=web', join(stand.state, 'canary'));

  expect((await stand.run('verify')).exitCode).toBe(1);
  expect(stand.record('verify').message).toContain('not what this machine backed up last');
});

/** Somebody who works on the repository until the returned function is called. */
async function lockedBy(stand: BackupStand): Promise<{ worker: Program; letGo: () => void }> {
  const pipe = join(stand.folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const held = openSync(pipe, 'r+');
  const argv = ['bash', '-c', `exec restic backup --host other --stdin <'${pipe}'`] as const;
  const worker = await startProgram(
    'restic',
    { argv: [...argv], env: await stand.environment() },
    join(stand.folder, 'worker.log'),
  );
  await vi.waitUntil(() => readdirSync(join(stand.repository, 'locks')).length > 0, { timeout: 100_000 });
  return { worker, letGo: () => closeSync(held) };
}

test('a lock that stays is told as what it is', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  const { worker, letGo } = await lockedBy(stand);

  const { exitCode } = await stand.run('backup');
  letGo();
  await worker.ended;

  expect(exitCode).toBe(1);
  expect(stand.record('status').message).toMatch(
    /snapshot was made, but old ones could not be removed: .*already locked/,
  );
});

test('a lock is waited for', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  const { worker, letGo } = await lockedBy(stand);

  const { exitCode, said } = await stand.run('backup', { lockWait: 600 }, (line) => {
    if (line.includes('Waiting for whoever')) letGo();
  });

  expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
  await worker.ended;
  expect(stand.record('status').status).toBe('success');
});

test('a lock whose owner was killed holds nobody up', async () => {
  const stand = createBackupStand('restic');
  await stand.run('backup');
  const { worker, letGo } = await lockedBy(stand);
  await worker.kill();
  letGo();

  expect((await stand.run('backup')).exitCode).toBe(0);
});
