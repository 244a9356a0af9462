import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LogFile } from '../../../cli/log/log-file.ts';
import { BadInput, Conflict } from '../../../machines/errors.ts';
import { finish, run } from '../../../services/host/process.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { aFolder, anOperation, eventsOf } from './an-operation.ts';

const shell = (script: string): readonly [string, ...string[]] => ['/bin/sh', '-c', script];

describe('the log of an operation', () => {
  test('has what it was, what was run with what came of it, and how it ended', async () => {
    const { log, events, wait } = anOperation({ operation: 'release-create', argv: ['release', 'create', '--json'] });
    log.about({ flake: '.', hosts: ['web', 'db'] });
    await run({ argv: shell('echo out; echo "building x" >&2'), about: { says: 'build of web', host: 'web' } });
    await finish({ argv: shell('exit 3') });
    log.about({ release: 'rel-1' });
    wait(1500);
    log.end({ exitCode: 0 });
    expect(events()).toMatchObject([
      {
        event: 'op_start',
        ts: '2026-01-31T12:00:00Z',
        operation: 'release_create',
        argv: ['release', 'create', '--json'],
      },
      { event: 'about', flake: '.', hosts: ['web', 'db'] },
      {
        ...{ event: 'subprocess', cmd: 'build of web', argv: shell('echo out; echo "building x" >&2'), host: 'web' },
        ...{ exit_code: 0, stdout: 'out', stderr: 'building x', duration_ms: expect.any(Number) },
      },
      { event: 'subprocess', cmd: '/bin/sh -c exit 3', exit_code: 3 },
      { event: 'about', release: 'rel-1' },
      { event: 'op_end', success: true, exit_code: 0, duration_ms: 1500, flake: '.', host_count: 2, release: 'rel-1' },
    ]);
    expect(events()[3]).not.toHaveProperty('stdout');
  });

  test('has why it failed, with all that led to it, in one line', () => {
    const { log, events } = anOperation();
    log.note('begun');
    const cause = new Error('it is\ntaken');
    // A bug is no mistake of who typed it: it is kept though nothing was done.
    log.end({ exitCode: 1, error: new Error('cannot go on', { cause }) });
    expect(events().at(-1)).toMatchObject({ success: false, exit_code: 1, error: 'cannot go on: it is · taken' });
  });

  test('has lines, notes, and how long its phases took', () => {
    const { log, events, wait } = anOperation();
    const over = log.phase('release');
    log.line('warn', 'look out');
    log.note('chose a seed', { seed: 7 });
    wait(2000);
    over();
    log.end({ exitCode: 0 });
    expect(events().slice(1)).toMatchObject([
      { event: 'log', level: 'warn', target: 'nixfleet', message: 'look out' },
      { event: 'log', level: 'debug', message: 'chose a seed', fields: { seed: 7 } },
      { event: 'op_end', phases: { release: 2000 } },
    ]);
  });

  test('has requests, answered or not', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { log, events } = anOperation();
    const { port } = server.address() as AddressInfo;
    const [answer] = await once(get({ port, path: '/api/v1/rollouts?token=abc', agent: false }), 'response');
    answer.resume();
    await once(get({ port: 1, path: '/away' }), 'error').catch(() => undefined);
    await expect.poll(() => events().length).toBe(3);
    log.end({ exitCode: 0 });
    expect(events().slice(1, 3)).toMatchObject([
      { event: 'request', method: 'GET', path: '/api/v1/rollouts?token=***', status: 404 },
      { event: 'request', path: '/away', status: null, error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  test('hears nothing after its end, and ends once', async () => {
    const { log, events } = anOperation();
    log.end({ exitCode: 0 });
    await run({ argv: shell('true') });
    log.line('info', 'late');
    log.end({ exitCode: 1 });
    expect(events().map(({ event }) => event)).toEqual(['op_start', 'op_end']);
  });

  test('has what still ran at its end', async () => {
    const { log, events } = anOperation();
    const stop = new AbortController();
    let running: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      const command = { argv: shell('echo begun >&2; sleep 100') };
      running = finish(command, { signal: stop.signal, onLine: () => resolve() }).catch(() => undefined);
    });
    log.end({ exitCode: 130 });
    stop.abort();
    await running;
    expect(events()[1]).toMatchObject({
      exit_code: -1,
      stderr: 'begun',
      problem: expect.stringContaining('still running'),
    });
  });

  test('has no arguments of a command that may hold secrets, and no secrets of others', async () => {
    const { log, folder } = anOperation({ argv: ['deploy', '--api-key', 'my key'] });
    const token = 'tok-0123456789';
    await finish({ argv: shell(`true ${token}`), about: { says: 'hook for web' }, isSecret: true });
    await finish({
      argv: ['/bin/echo', 'https://u:pw-0123456789@cache', 'A_TOKEN=tok-0123456789', '--api-key', 'key-012345'],
    });
    log.end({ exitCode: 0 });
    const text = JSON.stringify(eventsOf(folder));
    expect(text).not.toMatch(/my key|tok-0123|pw-0123|key-0123/);
    expect(text).toContain('hook for web');
  });

  test('is for its owner only, in a folder for its owner only', () => {
    const folder = join(aFolder(), 'nixfleet/logs');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    chmodSync(folder, 0o755);
    anOperation({ folder });
    const [file = ''] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('is in a folder that a link leads to, which stays as it is', () => {
    const [real, folder] = [aFolder(), join(aFolder(), 'logs')];
    chmodSync(real, 0o755);
    symlinkSync(real, folder);
    anOperation({ folder });
    expect(readdirSync(real)).toHaveLength(1);
    expect(statSync(real).mode & 0o777).toBe(0o755);
  });

  test.skipIf(process.geteuid?.() !== 0)('is not where a link leads to a folder of another user', () => {
    const [real, folder] = [aFolder(), join(aFolder(), 'logs')];
    chownSync(real, 12345, 12345);
    const old = join(real, '20200101T000000Z_deploy-0643f9a.jsonl');
    writeFileSync(old, '');
    symlinkSync(real, folder);
    const { warnings } = anOperation({ folder });
    expect(warnings).toEqual([expect.stringContaining('it is a link to a folder of another user')]);
    expect(readdirSync(real)).toHaveLength(1);
  });

  test.skipIf(process.geteuid?.() !== 0)('changes nothing else in the folder of another user', () => {
    const folder = aFolder();
    chmodSync(folder, 0o755);
    chownSync(folder, 12345, 12345);
    writeFileSync(join(folder, '20200101T000000Z_deploy-0643f9a.jsonl'), '');
    anOperation({ folder });
    expect(readdirSync(folder)).toHaveLength(2);
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });

  test('is not where no folder can be made, and that is said', () => {
    const { warnings } = anOperation({ folder: '/proc/nixfleet/logs' });
    expect(warnings).toEqual([expect.stringContaining('/proc/nixfleet/logs cannot be written')]);
  });

  test('has a file of its own, however many begin in the same second', () => {
    const { folder } = anOperation();
    anOperation({ folder });
    anOperation({ folder });
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('drives out those that are too old', () => {
    const folder = aFolder();
    writeFileSync(join(folder, '20250101T000000Z_deploy-1f40abc.jsonl'), '{}');
    writeFileSync(join(folder, 'mine.txt'), '');
    anOperation({ folder });
    expect(readdirSync(folder).toSorted()).toEqual([expect.stringMatching(/^20260131/), 'mine.txt']);
  });

  test('leaves no trace of a mistake on the line, when nothing was done yet', () => {
    const { log, folder } = anOperation();
    expect(log.end({ exitCode: 2, error: new BadInput('no such strategy') })).toEqual({
      path: undefined,
      hasRun: false,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('stays when something was done before it was refused', async () => {
    const { log, events } = anOperation();
    await run({ argv: shell('true') });
    expect(log.end({ exitCode: 1, error: new Conflict('taken') })).toMatchObject({
      path: expect.any(String),
      hasRun: true,
    });
    expect(events()).toHaveLength(3);
  });

  test('is done without, with one warning, where there can be no folder', () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, '');
    const { log, warnings } = anOperation({ folder: join(file, 'logs') });
    log.line('info', 'goes on');
    expect(log.end({ exitCode: 0 })).toEqual({ path: undefined, hasRun: false });
    expect(warnings).toEqual([expect.stringMatching(/^the log of this operation in .* cannot be written: ENOTDIR/)]);
  });

  test('knows how long a phase took the last time', () => {
    const before = anOperation();
    const over = before.log.phase('release');
    before.wait(90_000);
    over();
    before.log.end({ exitCode: 0 });
    const { log } = anOperation({ folder: before.folder });
    expect([log.expectedMs('release'), log.expectedMs('rollout')]).toEqual([90_000, undefined]);
    const other = anOperation({ folder: before.folder, operation: 'rollback' });
    expect(other.log.expectedMs('release')).toBeUndefined();
  });

  test('does not take the time of one that failed', () => {
    const before = anOperation();
    before.log.phase('release')();
    before.log.end({ exitCode: 1 });
    expect(anOperation({ folder: before.folder }).log.expectedMs('release')).toBeUndefined();
  });
});

describe('the file of an operation on a disk that becomes full', () => {
  const disk = process.platform === 'linux' ? SmallDisk.mount(1) : undefined;

  test.skipIf(disk === undefined)('loses lines, tells of it once, and goes on when there is room again', () => {
    onTestFinished(() => disk?.unmount());
    const troubles: string[] = [];
    const folder = join(disk?.folder ?? '', 'logs');
    const now = new Date('2026-01-31T12:00:00Z');
    const log = LogFile.open({ folder, operation: 'deploy', now, onTrouble: (why) => troubles.push(why) });
    log?.append('{"n":1}');
    disk?.fill();
    for (let n = 0; n < 3; n += 1) log?.append(JSON.stringify({ text: 'x'.repeat(5000) }));
    disk?.free();
    log?.append('{"n":2}');
    log?.close();
    expect(troubles).toEqual(['the disk is full']);
    expect(eventsOf(folder)).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
