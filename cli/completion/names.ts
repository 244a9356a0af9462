import type { Client } from '../../services/api/client.ts';
import type { Completion } from '../line/flags.ts';
import type { Candidate } from './candidate.ts';

/** What only the control plane knows. */
export type LiveKind = Extract<Exclude<Completion, 'file' | 'folder' | 'log' | 'chart'>, string>;

/** What names are asked of. */
export type NameSource = Pick<Client, 'listMachines' | 'listReleases' | 'listRollouts' | 'listKeys' | 'listActors'>;

const [RELEASES, RELEASES_OF_HOSTS, ACTORS] = ['50', '3', '500'];

/** Names of a kind as the control plane knows them: what has a date newest first, with it; all else by name. */
export async function liveNames(kind: LiveKind, source: NameSource, signal: AbortSignal): Promise<Candidate[]> {
  switch (kind) {
    case 'machine': {
      const machines = await source.listMachines({ signal });
      return byName(
        machines.map(({ machine_id, lifecycle, tags }) => ({
          value: machine_id,
          says: [lifecycle, ...tags].join(' '),
        })),
      );
    }
    case 'tag': {
      const machines = await source.listMachines({ signal });
      const found = counts(machines.flatMap(({ tags }) => tags));
      return byName([...found].map(([value, count]) => ({ value, says: `${count} machine${count === 1 ? '' : 's'}` })));
    }
    case 'release': {
      const releases = await source.listReleases({ query: { limit: RELEASES }, signal });
      return newestFirst(releases).map(({ id, created_at, host_count }) => ({
        value: id,
        says: `${minute(created_at)}, ${host_count} host${host_count === 1 ? '' : 's'}`,
      }));
    }
    case 'rollout': {
      const rollouts = await source.listRollouts({ signal });
      return newestFirst(rollouts).map(({ id, created_at, status }) => ({
        value: id,
        says: `${minute(created_at)}, ${status}`,
      }));
    }
    case 'key': {
      const keys = await source.listKeys({ signal });
      return newestFirst(keys).map(({ id, created_at, name, role }) => ({
        value: String(id),
        says: `${minute(created_at)}, ${name}, ${role}`,
      }));
    }
    case 'actor': {
      const actors = await source.listActors({ query: { limit: ACTORS }, signal });
      return byName(actors.map(({ address, status }) => ({ value: address, says: status })));
    }
    // A flake would have to be evaluated for minutes: what was released last is close enough.
    case 'host': {
      const releases = await source.listReleases({ query: { limit: RELEASES_OF_HOSTS }, signal });
      const hosts = newestFirst(releases).flatMap(({ entries }) => entries);
      return byName([
        ...new Map(hosts.map(({ hostname, platform }) => [hostname, { value: hostname, says: platform }])).values(),
      ]);
    }
  }
}

const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');

const newestFirst = <T extends { readonly created_at: string }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0));

const byName = (names: readonly Candidate[]): Candidate[] =>
  names.toSorted((a, b) => a.value.localeCompare(b.value, 'en', { numeric: true }));

function counts(words: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}
