import { groupedBy } from '../../machines/policy/grouped.ts';
import { listed } from '../../machines/policy/listed.ts';
import {
  failedHosts,
  type HostNews,
  type ReleaseHost,
  type ReleaseHosts,
} from '../../machines/policy/release-hosts.ts';
import { named } from './named.ts';
import { printable } from '../../services/host/printable.ts';

/** News of hosts on their way into a release as lines; `hosts` is how things stand with them. */
export function newsLines(news: HostNews, hosts: ReleaseHosts): string[] {
  const all = Object.values(hosts);
  const count = (...states: string[]) => all.filter(({ state }) => states.includes(state)).length;
  const counted = all.length - count('excluded');
  switch (news.type) {
    case 'hosts.evaluated':
      return [`evaluated ${evaluatedIn(all)} of ${all.length}${named(news.entries.map((entry) => entry.hostname))}`];
    case 'hosts.excluded':
      return [`left out, without the tags${named(news.names)}`];
    case 'hosts.built':
      return [`built ${count('pushing', 'made')} of ${counted}${named(news.names)}`];
    case 'hosts.pushed':
      return [`pushed ${count('made')} of ${counted}${named(news.names)}`];
    case 'hosts.progressed':
      // So many of them that only who sees them come and go wants them.
      return [];
    case 'hosts.failed':
      // A cache that is away is told of once.
      return [...groupedBy(news.failures, ({ step, reason }) => `${step} ${reason}`).values()].flatMap(failureLines);
  }
}

/** How a release stands, in one line. */
export function releaseStatus(state: string, hosts: ReleaseHosts): string {
  const all = Object.values(hosts);
  const count = (...states: string[]) => all.filter((host) => states.includes(host.state)).length;
  const failed = failedHosts(hosts).length;
  const parts = [
    `evaluated ${evaluatedIn(all)}/${all.length}`,
    `built ${count('pushing', 'made')}`,
    `done ${count('made')}`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
  ];
  return all.length === 0 ? state : `${state}  ${parts.join(' · ')}`;
}

const evaluatedIn = (hosts: readonly ReleaseHost[]): number =>
  hosts.filter(({ entry, state }) => entry !== null || state === 'excluded').length;

type Failed = (HostNews & { type: 'hosts.failed' })['failures'][number];

/** Hosts that failed at the same step for the same reason. */
function failureLines(group: readonly Failed[]): string[] {
  const [one] = group;
  if (one === undefined) return [];
  const { step, reason } = one;
  const [first = '', ...rest] = reason.split('\n').map(printable);
  const names = listed(group.map(({ name }) => printable(name)));
  return [`✖ ${names} failed while ${step}: ${first}`, ...rest.map((line) => `    ${line}`)];
}
