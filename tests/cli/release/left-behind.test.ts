import { describe, expect, test } from 'vitest';
import { leftBehind } from '../../../cli/release/left-behind.ts';
import { assertReleasable } from '../../../cli/release/releasable.ts';
import { releaseJson } from '../../../cli/release/release-json.ts';
import { uncopiedLines } from '../../../cli/release/uncopied-lines.ts';
import type { Distribution } from '../../../machines/model/distribution.ts';
import type { FlakeHost } from '../../../machines/model/flake.ts';
import { advanced, type ReleaseHosts, startedHosts } from '../../../machines/policy/release-hosts.ts';

const entry = (hostname: string, platform = 'x86_64-linux') => ({
  ...{ hostname, platform, tags: [] },
  store_path: `/nix/store/${hostname}`,
});

/** Three hosts: one pushed, one built, one still being built. */
const underWay: ReleaseHosts = [
  { type: 'hosts.evaluated', entries: ['a', 'b', 'c'].map((name) => entry(name)) } as const,
  { type: 'hosts.built', names: ['a', 'b'] } as const,
  { type: 'hosts.pushed', names: ['a'] } as const,
].reduce((hosts, news) => advanced(hosts, news, 'pushed'), startedHosts(['a', 'b', 'c']));

describe('what stays of a release that came to nothing', () => {
  test.each<[Distribution, string]>([
    [{ way: 'cache', url: 'https://me:hunter2@cache' }, '1 host pushed: that stays in https://***@cache.'],
    [{ way: 'hook', command: 'TOKEN' }, 'The push hook has pushed 1 host: that stays.'],
    [{ way: 'targets' }, '1 host copied to: the closures stay in their stores, and nothing is activated.'],
  ])('is told by the way it went: %j', (distribution, line) => {
    expect(leftBehind(underWay, { distribution, goal: 'pushed' })).toEqual([
      '2 hosts built: Nix keeps that until it collects garbage, and does not build it again.',
      line,
    ]);
  });

  test('is nothing when nothing was done', () => {
    expect(leftBehind(startedHosts(['a']), { distribution: { way: 'none' }, goal: 'built' })).toEqual([]);
    const evaluated = advanced(startedHosts(['a']), { type: 'hosts.evaluated', entries: [entry('a')] }, 'evaluated');
    expect(leftBehind(evaluated, { distribution: { way: 'none' }, goal: 'evaluated' })).toEqual([]);
  });
});

describe('hosts that are to be copied to', () => {
  const order = { distribution: { way: 'targets' }, goal: 'pushed', tags: [] } as const;
  const named = (name: string, set: FlakeHost['set'] = 'nixosConfigurations') => [{ name, set }];

  test('are refused before anything is evaluated when ssh could misread their names', () => {
    expect(() => assertReleasable(named('web 01'), order)).toThrow('not an SSH destination: "root@web 01"');
    expect(() => assertReleasable(named('web 01'), { ...order, goal: 'built' })).not.toThrow();
    expect(() => assertReleasable(named('web 01'), { ...order, tags: ['db'] })).not.toThrow();
    expect(() => assertReleasable(named('my mac', 'darwinConfigurations'), order)).not.toThrow();
  });

  test('are left alone on macOS, which is said', () => {
    const news = { type: 'hosts.evaluated', entries: [entry('web'), entry('mac', 'aarch64-darwin')] } as const;
    expect(uncopiedLines(news, order)).toEqual([expect.stringMatching(/^! mac is not copied to: macOS/)]);
    expect(uncopiedLines(news, { ...order, distribution: { way: 'none' } })).toEqual([]);
  });
});

describe('hosts of a release', () => {
  const order = { distribution: { way: 'none' }, goal: 'built', tags: [] } as const;

  test('are at most as many, with names as long, as a control plane takes', () => {
    const many = Array.from({ length: 20_001 }, (_, index): FlakeHost => ({
      name: `h${index}`,
      set: 'nixosConfigurations',
    }));
    expect(() => assertReleasable(many, order)).toThrow('at most 20000 hosts, not 20001');
    expect(() => assertReleasable([{ name: 'ä'.repeat(65), set: 'nixosConfigurations' }], order)).toThrow(
      'at most 128 bytes',
    );
  });

  test('are told as JSON with those that failed', () => {
    const hosts = advanced(
      underWay,
      { type: 'hosts.failed', failures: [{ name: 'c', step: 'building', reason: 'no' }] },
      'pushed',
    );
    const source = { ref: '.', url: 'x', revision: 'abc' };
    const json = releaseJson(
      { releaseId: 'rel-1', source, hosts, failure: null },
      {
        ...{ flake: 'git+https://me:hunter2@host/f', hosts: ['*'], tags: [], goal: 'pushed', isTrial: false },
        ...{ allowPartial: true, distribution: { way: 'none' }, cacheUrl: 's3://c' },
      },
    );
    expect(json).toEqual({
      ...{ id: 'rel-1', host_count: 1, flake_ref: 'git+https://***@host/f', flake_rev: 'abc', cache_url: 's3://c' },
      entries: [entry('a')],
      failed: [{ hostname: 'c', step: 'building', reason: 'no' }],
    });
  });
});
