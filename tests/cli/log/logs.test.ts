import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogSummary } from '../../../cli/log/log-summary.ts';
import { eventsIn, type ReadEvent } from '../../../cli/log/log-tail.ts';
import { aFlake } from '../../services/build/fleet.ts';
import { ARolloutServer } from '../a-rollout-server.ts';
import { Program } from '../program.ts';

const program = new Program();
const folder = join(program.home, '.local/state/nixfleet/logs');
const fleet = aFlake({ 'web-01': {}, 'db-01': {} });
let key: string;

beforeAll(async () => {
  await program.startControlPlane();
  key = (await program.run('bootstrap')).stdout.trim();
});
afterAll(async () => {
  fleet.remove();
  await program.stop();
});

const create = (...argv: string[]) => program.run('release', 'create', '--flake', fleet.folder, ...argv);

/** What was logged by the command line that said so on its error stream. */
function logOf(stderr: string): { readonly text: string; readonly events: ReadEvent[]; readonly name: string } {
  const path = /log: (\S+\.jsonl)/i.exec(stderr)?.[1] ?? '';
  const text = readFileSync(path, 'utf8');
  return { text, events: eventsIn(text), name: path.replace(/^.*\/(.*)\.jsonl$/, '$1') };
}

const list = async (): Promise<LogSummary[]> => JSON.parse((await program.run('logs', 'list', '--json')).stdout);

describe('the log of nixfleet release create', () => {
  test('has every command of every thread, every request, and no key', async () => {
    const cache = join(program.home, 'cache');
    const { code, stderr } = await create('--push-to', `file://${cache}`, '--api-key', key);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Log: /m) });
    const { events, text } = logOf(stderr);
    expect(events[0]).toMatchObject({
      event: 'op_start',
      operation: 'release_create',
      argv: expect.arrayContaining(['***']),
    });
    expect(events.at(-1)).toMatchObject({
      ...{ event: 'op_end', success: true, exit_code: 0, phases: { release: expect.any(Number) } },
    });
    const commands = events.filter(({ event }) => event === 'subprocess');
    const words = commands.map(({ argv }) => String(argv));
    for (const word of ['metadata', 'eval', '--realise', 'copy'])
      expect(words.some((line) => line.includes(word))).toBe(true);
    expect(commands.every(({ exit_code: exit }) => exit === 0)).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'request', method: 'POST', path: '/api/v1/releases', status: 201 }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'log', message: expect.stringMatching(/^Release rel-/) }),
    );
    expect(text).not.toContain(key.slice(4));
  });

  test('has no password of a URL, though the push with it fails', async () => {
    const end = await create(
      '--push-to',
      'http://ops:hunter2-hunter2@127.0.0.1:1/cache',
      ...['--cache-url', 'http://cache', '--api-key', key],
    );
    expect(end).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Full log: /m) });
    const { text, events } = logOf(end.stderr);
    expect(events.at(-1)).toMatchObject({ event: 'op_end', success: false, error: expect.stringContaining('web-01') });
    expect(text + end.stderr + end.stdout).not.toContain('hunter2');
  });
});

describe('nixfleet logs', () => {
  test('list operations, newest first, with what came of them', async () => {
    const logs = await list();
    expect(logs.slice(0, 2)).toMatchObject([
      { operation: 'release-create', result: 'failed', exit_code: 1, duration_ms: expect.any(Number) },
      { operation: 'release-create', result: 'ok', exit_code: 0 },
    ]);
    const { stdout } = await program.run('logs', 'list', '--limit', '1');
    expect(stdout).toMatch(/^ WHEN +OPERATION +RESULT +TOOK +ABOUT +LOG/);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  test('show the newest, or the one whose name begins so', async () => {
    const [newest, before] = await list();
    const shown = await program.run('logs', 'show');
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(newest?.path ?? '') });
    expect(shown.stdout).toMatch(/\$ nix .*→ ok \(\d+\.\d s\)/);
    const named = await program.run('logs', 'show', before?.log.slice(0, -1) ?? '', '--json');
    expect(JSON.parse(named.stdout)).toContainEqual(expect.objectContaining({ event: 'op_end', success: true }));
    const outputs = await Promise.all([program.run('logs', 'show', '--output'), program.run('logs', 'show')]);
    expect(outputs[0].stdout.length).toBeGreaterThan(outputs[1].stdout.length);
  });

  test.each([
    ['1999', 'there is no operation log 1999'],
    ['20', /operation logs begin with 20: /],
    ['../../../etc/passwd', 'there is no operation log passwd'],
  ])('show none for %j', async (name, says) => {
    const { code, stderr } = await program.run('logs', 'show', name);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
  });

  test('say of one whose program was killed that it is unfinished, and show it', async () => {
    const plane = await ARolloutServer.start();
    const running = program.start('rollout', 'status', 'r-1', '--wait', '--control-plane-url', plane.url);
    await new Promise<void>((resolve) => (plane.view = () => resolve()));
    running.kill();
    await running.end;
    expect((await list())[0]).toMatchObject({ operation: 'rollout-status', result: 'unfinished', exit_code: null });
    expect((await program.run('logs', 'show')).stdout).toMatch(/^Result: +unfinished$/m);
  });

  test('say of one that was interrupted that it was', async () => {
    const plane = await ARolloutServer.start();
    const running = program.start('rollout', 'status', 'r-1', '--wait', '--control-plane-url', plane.url);
    await new Promise<void>((resolve) => (plane.view = () => resolve()));
    running.interrupt();
    expect(await running.end).toMatchObject({ code: 130 });
    expect((await list())[0]).toMatchObject({ result: 'interrupted', exit_code: 130 });
  });

  test('keep what was interrupted before anybody waited for that', async () => {
    const plane = await ARolloutServer.start();
    const isAsked = new Promise<void>((resolve) => (plane.answer = () => resolve()));
    const running = program.start('rollout', 'delete', 'r-1', '--control-plane-url', plane.url);
    await isAsked;
    running.interrupt();
    expect(await running.end).toMatchObject({ code: 130 });
    expect((await list())[0]).toMatchObject({ operation: 'rollout-delete', result: 'interrupted', exit_code: 130 });
  });

  test('are none of a mistake on the line', async () => {
    const before = readdirSync(folder).length;
    expect(await program.run('deploy', '--release', 'x', '--strategy', 'canry')).toMatchObject({
      code: expect.any(Number),
    });
    expect(readdirSync(folder)).toHaveLength(before);
  });

  test('show a log of a newer version, or one that is half written', async () => {
    writeFileSync(
      join(folder, '20990101T000000Z_deploy-1f40abc.jsonl'),
      '{"event":"op_start","ts":"2099-01-01T00:00:00Z","operation":"deploy","argv":["deploy"]}\n{"event":"of_next_year","ts":"2099-01-01T00:00:01Z"}\n{"event":"sub',
    );
    expect((await list())[0]).toMatchObject({ about: 'deploy', result: 'unfinished' });
    expect((await program.run('logs', 'show')).stdout).toContain('00:00:01  {"event":"of_next_year"');
  });
});
