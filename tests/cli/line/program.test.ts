import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../services/api/client.ts';
import { Program } from '../program.ts';

const program = new Program();
let client: Client;
let key: string;

beforeAll(async () => {
  await program.startControlPlane();
  key = (await program.run('bootstrap')).stdout.trim();
  client = createClient({ url: program.url, apiKey: key });
  await client.registerMachine({ params: { id: 'web-01' }, body: { lifecycle: 'active', tags: ['web'] } });
});
afterAll(async () => {
  await program.stop();
  client.close();
});

const aRelease = async (): Promise<string> => {
  const store_path = `/nix/store/${'a'.repeat(32)}-web-01`;
  const entries = [{ hostname: 'web-01', store_path, platform: 'x86_64-linux', tags: [] }];
  return (await client.createRelease({ body: { entries } })).id;
};

const aRollout = async (): Promise<string> => {
  const target = { hosts: ['web-01'] };
  const how = { strategy: 'all_at_once', failure_threshold: '0', on_failure: 'pause' } as const;
  return (await client.createRollout({ body: { release_id: await aRelease(), target, ...how } })).rollout_id;
};

const page = (name: string): string => readFileSync(new URL(`help/${name}.txt`, import.meta.url), 'utf8');

describe('the program', () => {
  test.each([
    [['--help'], 'nixfleet'],
    [['help'], 'nixfleet'],
    [['help', 'release'], 'nixfleet-release'],
    [['release', '-h'], 'nixfleet-release'],
    [['--json', 'release', 'create', '--help'], 'nixfleet-release-create'],
    [['deploy', '--release', 'x', '-vh'], 'nixfleet-deploy'],
  ])('answers %j with its page on the standard output', async (argv, name) => {
    expect(await program.run(...argv)).toEqual({ code: 0, stdout: page(name), stderr: '' });
  });

  test.each([
    [[], 'nixfleet'],
    [['-v'], 'nixfleet'],
    [['release'], 'nixfleet-release'],
    [['--json', 'rollout'], 'nixfleet-rollout'],
    [['machines'], 'nixfleet-machines'],
    [['host'], 'nixfleet-host'],
  ])('answers %j, which has no verb, with its page on the error stream and exit code 2', async (argv, name) => {
    expect(await program.run(...argv)).toEqual({ code: 2, stdout: '', stderr: page(name) });
  });

  test.each([
    [['relase'], 'unknown command relase; did you mean release?'],
    [['status', '--stale-treshold', '5'], 'unknown flag --stale-treshold; did you mean --stale-threshold?'],
    [['release', 'list', '--limit', '4294967296'], '--limit is at most 4294967295, not 4294967296'],
    [['release', 'list', '--limit', '0'], '--limit is at least 1, not 0'],
    [['rollout', 'list', '--limit', '0'], '--limit is at least 1, not 0'],
    [['logs', 'list', '--limit', '0'], '--limit is at least 1, not 0'],
    [['audit', '--limit', '0'], '--limit is at least 1, not 0'],
    [['status', '--watch', '--interval', '0'], '--interval is at least 1, not 0'],
    [['deploy', '--ssh', '--parallel', '0'], '--parallel is at least 1, not 0'],
    [['rollback', '--host', 'web-01', '--confirm-timeout', '0'], '--confirm-timeout is at least 1, not 0'],
    [['release', 'create', '.'], 'unexpected argument .'],
    [['status', '--interval', '5'], '--interval means nothing without --watch'],
    [['deploy', '--hosts', '--dry-run'], '--hosts needs a value'],
    [['release', 'list', '--api-key', 'a', '--api-key', 'b'], '--api-key cannot be used multiple times'],
    [['init'], '--control-plane-url is required'],
    [['rollback'], '--host is required'],
    [['host', 'add'], '--hostname is required'],
    [['rollout', 'status', 'r-1', '--watch', '--wait'], 'cannot be used with'],
    [['release', 'show'], '<ID> is missing'],
  ])('refuses %j as wrong usage, with exit code 2', async (argv, sentence) => {
    const end = await program.run(...argv);
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr).toContain(sentence);
  });
});

describe('an exit code', () => {
  test('of release delete is 0, and 1 when it is in use or not there', async () => {
    expect(await program.run('release', 'delete', await aRelease())).toMatchObject({ code: 0 });
    expect(await program.run('release', 'delete', 'rel-none')).toMatchObject({ code: 1 });
    const id = await aRollout();
    const { release_id: inUse } = await client.getRollout({ params: { id } });
    expect(await program.run('release', 'delete', inUse)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('still referenced by a rollout'),
    });
    await client.cancelRollout({ params: { id } });
  });

  test('of rollout delete is 0, and 1 when it is active or not there', async () => {
    const id = await aRollout();
    expect(await program.run('rollout', 'delete', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be deleted'),
    });
    await client.cancelRollout({ params: { id } });
    expect(await program.run('rollout', 'delete', id)).toMatchObject({ code: 0 });
    expect(await program.run('rollout', 'delete', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not found'),
    });
  });

  test('of machines clear-desired is 0, and 1 when there is no such machine', async () => {
    expect(await program.run('machines', 'clear-desired', 'web-01')).toMatchObject({ code: 0 });
    expect(await program.run('machines', 'clear-desired', 'none')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not found'),
    });
  });

  test('of bootstrap is 0 with the key alone on the standard output, and 1 when there are keys', async () => {
    expect(key).toMatch(/^nfk-[0-9a-f]{64}$/);
    expect(await program.run('bootstrap')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('API keys already exist'),
    });
  });
});
