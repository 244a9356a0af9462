import type { ReleaseGoal } from '../model/flake.ts';
import type { ReleaseEntry } from '../model/release.ts';

/** Where a host is on its way into a release. `excluded`: it has none of the wanted tags. */
export type HostState = 'evaluating' | 'building' | 'pushing' | 'made' | 'excluded' | 'failed';

/** A host on its way into a release. */
export interface ReleaseHost {
  readonly state: HostState;
  /** Null until it is evaluated. */
  readonly entry: ReleaseEntry | null;
  /** How far the step is that it is at, in all that its closure needs; null while that is not known. */
  readonly progress: HostProgress | null;
  /** Why it failed. */
  readonly failure: HostFailure | null;
}

/** Of how many derivations and paths how many are there. */
export interface HostProgress {
  readonly done: number;
  readonly of: number;
}

/** The step at which a host failed, and why. */
export interface HostFailure {
  readonly step: 'evaluating' | 'building' | 'pushing';
  readonly reason: string;
}

/** All hosts of a release by name, in the order in which the flake lists them. */
export type ReleaseHosts = Readonly<Record<string, ReleaseHost>>;

/** What is heard of hosts while their closures are made; the events of one moment come together. */
export type HostNews =
  | { readonly type: 'hosts.evaluated'; readonly entries: readonly ReleaseEntry[] }
  | { readonly type: 'hosts.excluded' | 'hosts.built' | 'hosts.pushed'; readonly names: readonly string[] }
  | ({ readonly type: 'hosts.progressed'; readonly names: readonly string[] } & HostProgress)
  | { readonly type: 'hosts.failed'; readonly failures: readonly (HostFailure & { readonly name: string })[] };

/** Hosts of which nothing is known yet. */
export const startedHosts = (names: readonly string[]): ReleaseHosts =>
  Object.fromEntries(names.map((name) => [name, { state: 'evaluating', entry: null, progress: null, failure: null }]));

/** The hosts after some news; a host that failed stays so. */
export function advanced(hosts: ReleaseHosts, news: HostNews, goal: ReleaseGoal): ReleaseHosts {
  const next: Record<string, ReleaseHost> = { ...hosts };
  const change = (name: string, changes: Partial<ReleaseHost>) => {
    const host = next[name];
    if (host && host.state !== 'failed') next[name] = { ...host, progress: null, ...changes };
  };
  const isUnderWay = (name: string) => next[name]?.state === 'building' || next[name]?.state === 'pushing';
  switch (news.type) {
    case 'hosts.evaluated':
      for (const entry of news.entries)
        change(entry.hostname, { entry, state: goal === 'evaluated' ? 'made' : 'building' });
      break;
    case 'hosts.excluded':
      for (const name of news.names) change(name, { state: 'excluded' });
      break;
    case 'hosts.built':
      // A derivation may be built for two chunks: the host that has gone on with it is not set back.
      for (const name of news.names)
        if (next[name]?.state !== 'made') change(name, { state: goal === 'built' ? 'made' : 'pushing' });
      break;
    case 'hosts.pushed':
      for (const name of news.names) change(name, { state: 'made' });
      break;
    case 'hosts.progressed':
      for (const name of news.names) if (isUnderWay(name)) change(name, { progress: { done: news.done, of: news.of } });
      break;
    case 'hosts.failed':
      for (const { name, step, reason } of news.failures) change(name, { state: 'failed', failure: { step, reason } });
  }
  return next;
}

/** Whether a host is in this state. */
export const isAnyHost = (hosts: ReleaseHosts, state: HostState): boolean =>
  Object.values(hosts).some((host) => host.state === state);

/** What can be registered: the hosts that are made. */
export const madeEntries = (hosts: ReleaseHosts): ReleaseEntry[] =>
  Object.values(hosts).flatMap(({ state, entry }) => (state === 'made' && entry ? [entry] : []));

/** The hosts that failed, with their reasons. */
export const failedHosts = (hosts: ReleaseHosts): (HostFailure & { name: string })[] =>
  Object.entries(hosts).flatMap(([name, { failure }]) => (failure ? [{ name, ...failure }] : []));
