import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  advanced,
  failedHosts,
  type HostNews,
  madeEntries,
  type ReleaseHosts,
  startedHosts,
} from '../../../machines/policy/release-hosts.ts';
import { openFlake } from '../../../services/build/flake.ts';
import { buildLimits } from '../../../services/build/limits.ts';
import { BuildPool } from '../../../services/build/pool.ts';
import { roomHere } from '../../../services/build/room.ts';
import { aFlake, linkFarm, NIX_CONFIG } from './fleet.ts';
import { runningCommands } from '../../support/running-commands.ts';

const never = new AbortController().signal;
let cache: string;
let pool: BuildPool;

beforeAll(async () => {
  process.env['NIX_CONFIG'] = NIX_CONFIG;
  cache = await mkdtemp(join(tmpdir(), 'nixfleet-cache-'));
  pool = new BuildPool({ limits: buildLimits({ chunkSize: 3 }, roomHere()) });
});

afterAll(async () => {
  await pool.close();
  rmSync(cache, { recursive: true, force: true });
});

describe('a pool that makes a fleet of six, one that cannot be evaluated and one that cannot be built', () => {
  const fleet = aFlake(
    {
      'web-01': { tags: ['web'] },
      'web.02': { tags: ['web'], toplevel: linkFarm('shared') },
      'db-01': { tags: ['db'], toplevel: linkFarm('shared') },
      broken: { nix: 'throw "no disk was named"' },
      unbuildable: { toplevel: linkFarm('unbuildable', '/nowhere') },
    },
    {
      mac: {
        nix: `{ pkgs.stdenv.hostPlatform.system = "aarch64-darwin"; config.system.build.toplevel = ${linkFarm('mac')}; }`,
      },
    },
  );
  let hosts: ReleaseHosts;

  beforeAll(async () => {
    const opened = await openFlake(fleet.folder, never);
    hosts = startedHosts(opened.hosts.map(({ name }) => name));
    const order = {
      url: opened.source.url,
      hosts: opened.hosts,
      tags: [],
      goal: 'pushed',
      distribution: { way: 'cache', url: `file://${cache}` },
    } as const;
    await pool.make(order, { signal: never, onNews: (news) => (hosts = advanced(hosts, news, 'pushed')) });
  });
  afterAll(fleet.remove);

  test('makes the four that are sound', () => {
    expect(madeEntries(hosts).map(({ hostname, platform, tags }) => ({ hostname, platform, tags }))).toEqual([
      { hostname: 'db-01', platform: 'x86_64-linux', tags: ['db'] },
      { hostname: 'web-01', platform: 'x86_64-linux', tags: ['web'] },
      { hostname: 'web.02', platform: 'x86_64-linux', tags: ['web'] },
      { hostname: 'mac', platform: 'aarch64-darwin', tags: [] },
    ]);
  });

  test('names the two others with their reasons', () => {
    expect(failedHosts(hosts)).toEqual([
      { name: 'broken', step: 'evaluating', reason: 'no disk was named' },
      {
        name: 'unbuildable',
        step: 'building',
        reason: expect.stringMatching(
          /^builder for .*failed with exit code 1\n {2}error: opening directory '\/nowhere'/,
        ),
      },
    ]);
  });

  test('copies each closure to the cache', () => {
    const named = readdirSync(cache).filter((file) => file.endsWith('.narinfo'));
    const paths = named.map((file) => /^StorePath: (.*)$/m.exec(readFileSync(join(cache, file), 'utf8'))?.[1]);
    expect(paths).toEqual(expect.arrayContaining(madeEntries(hosts).map((entry) => entry.store_path)));
  });
});

describe('a pool', () => {
  test('names the cache that cannot be written, and fails each host that was to be there', async () => {
    const fleet = aFlake({ 'web-01': {} });
    const { source, hosts } = await openFlake(fleet.folder, never);
    const news: HostNews[] = [];
    const order = {
      url: source.url,
      hosts,
      tags: [],
      goal: 'pushed',
      distribution: { way: 'cache', url: 'file:///proc/cache' },
    } as const;
    await pool.make(order, { signal: never, onNews: (some) => news.push(some) });
    fleet.remove();
    expect(news.at(-1)).toEqual({
      type: 'hosts.failed',
      failures: [
        { name: 'web-01', step: 'pushing', reason: expect.stringContaining('cannot push to file:///proc/cache') },
      ],
    });
  });

  test('builds only hosts with one of the wanted tags', async () => {
    const fleet = aFlake({
      'web-01': { tags: ['web', 'eu'] },
      'db-01': { tags: ['db'], toplevel: linkFarm('x', '/nowhere') },
    });
    const { source, hosts } = await openFlake(fleet.folder, never);
    const news: HostNews[] = [];
    const order = { url: source.url, hosts, tags: ['eu', 'us'], goal: 'built', distribution: { way: 'none' } } as const;
    await pool.make(order, { signal: never, onNews: (some) => news.push(some) });
    fleet.remove();
    expect(news).toContainEqual({ type: 'hosts.excluded', names: ['db-01'] });
    expect(news).toContainEqual({ type: 'hosts.built', names: ['web-01'] });
    expect(news.map(({ type }) => type)).not.toContain('hosts.failed');
  });

  test.each([
    [
      'an evaluation',
      (mark: string) =>
        `builtins.foldl' (a: b: a + b) ${mark} (builtins.genList (n: builtins.length (builtins.genList (m: m) 1000000)) 1000000)`,
    ],
    ['a build', (mark: string) => endlessBuild(`while :; do /bin/sleep ${mark}; done`)],
  ])('ends %s, with all that it started, when it is stopped', async (_, toplevel) => {
    const mark = `7${process.pid}${Date.now()}`;
    process.env['NIX_CONFIG'] = `${NIX_CONFIG}\nsandbox = false`;
    const fleet = aFlake({ [`slow-${mark}`]: { toplevel: toplevel(mark) } });
    const { source, hosts } = await openFlake(fleet.folder, never);
    const stopping = new BuildPool();
    const stop = new AbortController();
    const order = { url: source.url, hosts, tags: [], goal: 'built', distribution: { way: 'none' } } as const;
    const making = stopping.make(order, { signal: stop.signal, onNews: () => undefined });
    await expect.poll(() => runningCommands(mark)).not.toEqual([]);
    stop.abort();
    await expect(making).rejects.toThrow('the build was stopped');
    await expect.poll(() => runningCommands(mark)).toEqual([]);
    await stopping.close();
    fleet.remove();
  });
});

const endlessBuild = (script: string): string =>
  `builtins.derivation { name = "endless"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "${script}" ]; }`;
