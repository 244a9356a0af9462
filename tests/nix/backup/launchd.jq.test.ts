import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fleetEnvironment } from '../../support/environment.ts';
import { runToEnd } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';
import { Value } from 'typebox/value';
import { BackupRecord, backupScript } from './backup-stand.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A service that is told of runs; which addresses were called. */
async function watcher(): Promise<{ url: string; calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((request, reply) => {
    calls.push(request.url ?? '');
    reply.end('ok');
  });
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  closers.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, calls };
}

/** A Mac's state folder, and the wrapper over programs that are shell lines. */
async function createMac() {
  const folder = tempFolder();
  const state = join(folder, 'state');
  for (const name of ['tmp', 'home']) mkdirSync(join(folder, name));
  const { url, calls } = await watcher();
  const program = (name: string, lines: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    return file;
  };
  const record = program('record', `exec bash ${backupScript('record.sh')} "$@"`);
  const run = (lines: string, env: NodeJS.ProcessEnv = {}) =>
    runToEnd({
      argv: ['bash', backupScript('launchd.sh'), 'status', program('backup', lines), 'an argument'],
      env: {
        ...fleetEnvironment(folder),
        NIXFLEET_BACKUP_STATE: state,
        NIXFLEET_BACKUP_HOST: 'mac',
        NIXFLEET_BACKUP_RECORD: record,
        NIXFLEET_BACKUP_ON_SUCCESS: `${url}/success`,
        NIXFLEET_BACKUP_ON_FAILURE: `${url}/failure`,
        ...env,
      },
    });
  const recorded = () => Value.Parse(BackupRecord, JSON.parse(readFileSync(join(state, 'status.json'), 'utf8')));
  return { folder, state, calls, program, run, recorded, log: () => readFileSync(join(state, 'status.log'), 'utf8') };
}

test('a run that went well is written down and told', async () => {
  const mac = await createMac();

  expect((await mac.run('echo "with $1"; echo made >"$NIXFLEET_BACKUP_OUTCOME"')).exitCode).toBe(0);

  expect(mac.recorded()).toMatchObject({ status: 'success', hostname: 'mac', message: 'made' });
  expect(mac.calls).toEqual(['/success']);
  expect(mac.log()).toContain('with an argument');
});

test('a failure is written down and told, and what succeeded before is remembered', async () => {
  const mac = await createMac();
  await mac.run('true');
  const { lastSuccess } = mac.recorded();

  expect((await mac.run('echo broken >&2; exit 3')).exitCode).toBe(1);

  expect(mac.recorded()).toMatchObject({ status: 'failure', lastSuccess });
  expect(mac.calls).toEqual(['/success', '/failure']);
  expect(mac.log()).toContain('broken');
});

test('only root reads the log, and the one before is kept', async () => {
  const mac = await createMac();
  await mac.run('echo first');
  await mac.run('echo second');

  expect(statSync(mac.state).mode & 0o777).toBe(0o700);
  expect(statSync(join(mac.state, 'status.log')).mode & 0o777).toBe(0o600);
  expect(mac.log()).toContain('second');
  expect(readFileSync(join(mac.state, 'status.log.1'), 'utf8')).toContain('first');
});

test('without the hook before it there is no backup', async () => {
  const mac = await createMac();
  const made = join(mac.folder, 'made');

  const { exitCode } = await mac.run(`touch '${made}'`, { NIXFLEET_BACKUP_PRE: mac.program('before', 'exit 1') });

  expect(exitCode).toBe(1);
  expect(existsSync(made)).toBe(false);
  expect(mac.recorded().message).toContain('preHook');
});

test('a hook after it that fails is a failure', async () => {
  const mac = await createMac();

  const { exitCode } = await mac.run('true', { NIXFLEET_BACKUP_POST: mac.program('after', 'exit 1') });

  expect(exitCode).toBe(1);
  expect(mac.recorded().message).toContain('postHook');
});

test('what the program needs to log in comes from a file, whose lines are not run', async () => {
  const mac = await createMac();
  const file = join(mac.folder, 'restic.env');
  const harm = join(mac.folder, 'harm');
  writeFileSync(file, `# a comment\nAWS_ACCESS_KEY_ID=key with $(touch ${harm}) in it\n`);

  await mac.run('printf "%s\\n" "$AWS_ACCESS_KEY_ID"', { NIXFLEET_BACKUP_ENVIRONMENT: file });

  expect(mac.log()).toContain(`key with $(touch ${harm}) in it`);
  expect(existsSync(harm)).toBe(false);
});

test('a watcher that cannot be reached is no failure', async () => {
  const mac = await createMac();

  const { exitCode } = await mac.run('true', { NIXFLEET_BACKUP_ON_SUCCESS: 'http://127.0.0.1:1/' });

  expect(exitCode).toBe(0);
  expect(mac.recorded().status).toBe('success');
});
