import { describe, expect, test } from 'vitest';
import { liveNames, type NameSource } from '../../../cli/completion/names.ts';
import { createClient } from '../../../services/api/client.ts';

/** The names of a kind as a control plane that answers so has them. */
const named = async (kind: Parameters<typeof liveNames>[0], answers: Partial<NameSource>): Promise<string[]> => {
  const client = createClient({ url: 'http://127.0.0.1:1' });
  const found = await liveNames(kind, { ...client, ...answers }, new AbortController().signal);
  client.close();
  return found.map(({ value, says }) => `${value} | ${says}`);
};

const entry = (hostname: string) => ({ hostname, store_path: '/nix/store/x', platform: 'x86_64-linux', tags: [] });
const release = (id: string, created_at: string, hosts: readonly string[]) => ({
  id,
  flake_ref: null,
  flake_rev: null,
  cache_url: null,
  host_count: hosts.length,
  entries: hosts.map(entry),
  created_at,
  created_by: 'ada',
});
const RELEASES = [
  release('rel-1', '2026-01-02T03:04:05Z', ['web-10', 'web-9']),
  release('rel-2', '2026-02-02T03:04:05Z', ['db-1', 'web-9']),
];

describe('names that only the control plane knows', () => {
  test('are releases, newest first with their date', async () => {
    expect(await named('release', { listReleases: async () => RELEASES })).toEqual([
      'rel-2 | 2026-02-02 03:04, 2 hosts',
      'rel-1 | 2026-01-02 03:04, 2 hosts',
    ]);
  });

  test('are the hosts of the last releases, each once and in the order of their numbers', async () => {
    expect(await named('host', { listReleases: async () => RELEASES })).toEqual([
      'db-1 | x86_64-linux',
      'web-9 | x86_64-linux',
      'web-10 | x86_64-linux',
    ]);
  });

  test('are actors by their address, with how each is', async () => {
    const actor = (address: string) => ({
      ...({ address, kind: 'machine', status: 'resting', state: 'active', active: ['active'], deliveries: 1 } as const),
      ...{ last_transition_at: null, problem: null },
    });
    const listActors = async () =>
      [actor('machine:web-10'), actor('machine:web-9')].map((each) => ({ ...each, active: [...each.active] }));
    expect(await named('actor', { listActors })).toEqual(['machine:web-9 | resting', 'machine:web-10 | resting']);
  });

  test('are API keys by their number', async () => {
    const key = {
      id: 3,
      name: 'ci',
      role: 'deploy',
      created_at: '2026-01-02T03:04:05Z',
      created_by: null,
      expires_at: null,
      last_used_at: null,
    } as const;
    expect(await named('key', { listKeys: async () => [key] })).toEqual(['3 | 2026-01-02 03:04, ci, deploy']);
  });
});
