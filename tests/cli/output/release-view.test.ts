import { describe, expect, test } from 'vitest';
import { releaseBlock, releaseFraction } from '../../../cli/output/release-view.ts';
import { advanced, type HostNews, type ReleaseHosts, startedHosts } from '../../../machines/policy/release-hosts.ts';

const entry = (hostname: string) => ({ hostname, store_path: '/nix/store/x', platform: 'x86_64-linux', tags: [] });

const after = (names: readonly string[], ...news: readonly HostNews[]): ReleaseHosts =>
  news.reduce((hosts, next) => advanced(hosts, next, 'pushed'), startedHosts(names));

describe('hosts on their way into a release', () => {
  test('stand each in a line, those at which something is done first', () => {
    const hosts = after(
      ['done-1', 'web', 'db', 'ill', 'new'],
      { type: 'hosts.evaluated', entries: ['done-1', 'web', 'db', 'ill'].map(entry) },
      { type: 'hosts.built', names: ['done-1', 'db'] },
      { type: 'hosts.pushed', names: ['done-1'] },
      { type: 'hosts.progressed', names: ['web'], done: 3, of: 12 },
      { type: 'hosts.failed', failures: [{ name: 'ill', step: 'building', reason: 'no' }] },
    );
    expect(releaseBlock(hosts)).toEqual([
      '  db      pushing',
      '  web     building 3/12',
      '  new     evaluating',
      '  ill     failed while building',
      '  done-1  done',
    ]);
  });

  test('are as far as what is done with each of them', () => {
    const names = ['a', 'b'];
    const evaluated = { type: 'hosts.evaluated', entries: names.map(entry) } as const;
    const built = { type: 'hosts.built', names: ['a'] } as const;
    const fractions = [
      after(names),
      after(names, evaluated),
      after(names, evaluated, { type: 'hosts.progressed', names: ['a'], done: 1, of: 2 }),
      after(names, evaluated, built),
      after(names, evaluated, built, { type: 'hosts.pushed', names: ['a'] }),
    ].map(releaseFraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(new Set(fractions).size).toBe(5);
    expect(releaseFraction({})).toBe(0);
  });
});
