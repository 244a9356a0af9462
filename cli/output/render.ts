import type { FeedRow } from '../../machines/model/feed.ts';
import { listed } from '../../machines/policy/listed.ts';
import {
  failedHosts,
  type HostNews,
  type ReleaseHost,
  type ReleaseHosts,
} from '../../machines/policy/release-hosts.ts';
import { printable } from './printable.ts';

const MARKS: Readonly<Record<string, string>> = {
  soaking: '…',
  healthy: '✔',
  unhealthy: '✖',
  skipped: '–',
  superseded: '–',
  reverted: '↩',
  revert_failed: '✖',
};

/** A row of the feed as a line; `members` are the machines of its batch. Undefined: the line of the batch says it for all. */
export function rowLine({ type, message, detail }: FeedRow, members: readonly string[] = []): string | undefined {
  const text = printable(message);
  switch (type) {
    case 'machine_told':
    case 'machine_reverting':
      return undefined;
    case 'machine_soaking':
      return `  ${MARKS['soaking']} ${text}`;
    case 'machine_settled':
    case 'machine_reverted':
      return `  ${MARKS[String(detail['verdict'])] ?? '·'} ${text}`;
    case 'batch_started':
    case 'revert_batch_started':
      return `${text}${named(members)}`;
    default:
      return text;
  }
}

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
      return alike(news.failures).flatMap(failureLines);
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

/** Hosts that failed at the same step for the same reason: a cache that is away is told of once. */
function alike(failures: readonly Failed[]): readonly (readonly [Failed, ...Failed[]])[] {
  const groups = new Map<string, [Failed, ...Failed[]]>();
  for (const failure of failures) {
    const key = `${failure.step} ${failure.reason}`;
    const group = groups.get(key);
    if (group) group.push(failure);
    else groups.set(key, [failure]);
  }
  return [...groups.values()];
}

function failureLines(group: readonly [Failed, ...Failed[]]): string[] {
  const [{ step, reason }] = group;
  const [first = '', ...rest] = reason.split('\n').map(printable);
  const names = listed(group.map(({ name }) => printable(name)));
  return [`✖ ${names} failed while ${step}: ${first}`, ...rest.map((line) => `    ${line}`)];
}

const named = (names: readonly string[]): string => (names.length === 0 ? '' : `: ${listed(names.map(printable))}`);
