import { describe, expect, test } from 'vitest';
import { advanced, type HostNews, startedHosts } from '../../../machines/policy/release-hosts.ts';

const entry = { hostname: 'web', store_path: '/nix/store/a-web', platform: 'x86_64-linux', tags: [] };
const evaluated: HostNews = { type: 'hosts.evaluated', entries: [entry] };
const built: HostNews = { type: 'hosts.built', names: ['web'] };
const pushed: HostNews = { type: 'hosts.pushed', names: ['web'] };
const failed: HostNews = { type: 'hosts.failed', failures: [{ name: 'web', step: 'building', reason: 'no disk' }] };
const progressed: HostNews = { type: 'hosts.progressed', names: ['web', 'unknown'], done: 2, of: 5 };

const after = (...news: HostNews[]) =>
  news.reduce((hosts, one) => advanced(hosts, one, 'pushed'), startedHosts(['web']))['web'];

describe('a host on its way into a release', () => {
  test.each([
    ['is evaluated, then built, then pushed', [evaluated, built, pushed], 'made'],
    ['stays made when its derivation is built for another chunk, too', [evaluated, built, pushed, built], 'made'],
    ['stays failed, whatever comes', [evaluated, failed, built, pushed, progressed], 'failed'],
  ] as const)('%s', (_, news, state) => {
    expect(after(...news)).toMatchObject({ state, progress: null });
  });

  test('has the progress of the step that it is at', () => {
    expect(after(evaluated, progressed)).toMatchObject({ state: 'building', progress: { done: 2, of: 5 } });
    expect(after(evaluated, progressed, built)).toMatchObject({ state: 'pushing', progress: null });
    expect(after(evaluated, built, progressed)).toMatchObject({ state: 'pushing', progress: { done: 2, of: 5 } });
  });

  test('has no progress before and after its steps', () => {
    expect(after(progressed)).toMatchObject({ state: 'evaluating', progress: null });
    expect(after(evaluated, built, pushed, progressed)).toMatchObject({ state: 'made', progress: null });
  });
});
