import { Lifecycle } from '../../../machines/model/machine.ts';
import { RolloutStatus } from '../../../machines/model/rollout.ts';
import { wordsIn } from '../../../machines/model/words-in.ts';
import type { EngineFigures } from '../../actors/figures.ts';
import type { LastSeen, StoreFigures } from '../../store/read/figures.ts';
import type { Family, Sample } from './exposition.ts';
import type { RouteFigures } from './http-tally.ts';

const OUTCOMES: readonly RolloutStatus[] = ['completed', 'paused', 'failed', 'cancelled'];

const gauge = (name: string, help: string, samples: readonly Sample[] | number): Family => ({
  name,
  help,
  type: 'gauge',
  samples: typeof samples === 'number' ? [{ value: samples }] : samples,
});

const counter = (name: string, help: string, samples: readonly Sample[] | number): Family => ({
  ...gauge(name, help, samples),
  type: 'counter',
});

/** One series for each word, 0 where there is none. */
const byWord = <Word extends string>(label: string, words: readonly Word[], count: (word: Word) => number): Sample[] =>
  words.map((word) => ({ labels: { [label]: word }, value: count(word) }));

/** The fleet and its rollouts, as they are in the database. */
export function fleetFamilies(store: StoreFigures, seen: readonly LastSeen[]): Family[] {
  const size = [...store.machines.values()].reduce((sum, count) => sum + count, 0);
  return [
    gauge('nixfleet_fleet_size', 'Machines that are known.', size),
    gauge(
      'nixfleet_machines_by_lifecycle',
      'Machines by the state of their life.',
      byWord('lifecycle', wordsIn(Lifecycle), (word) => store.machines.get(word) ?? 0),
    ),
    gauge(
      'nixfleet_machine_last_seen_timestamp_seconds',
      'When a machine last reported, Unix time.',
      seen.map(({ machine_id, last_seen }) => ({ labels: { machine_id }, value: Math.floor(last_seen / 1000) })),
    ),
    gauge(
      'nixfleet_machines_reboot_required',
      'Machines in service whose kernel, initrd or kernel modules wait for a reboot.',
      store.needReboot,
    ),
    gauge('nixfleet_machines_drifted', 'Machines in service that run what nobody told them to run.', store.drifted),
    gauge('nixfleet_rollouts_active', 'Rollouts that are running.', store.rollouts.get('running') ?? 0),
    gauge(
      'nixfleet_rollouts',
      'Rollouts that are stored, by status.',
      byWord('status', wordsIn(RolloutStatus), (word) => store.rollouts.get(word) ?? 0),
    ),
    gauge('nixfleet_mailbox_depth', 'Mail between actors that waits on disk.', store.mail),
    gauge('nixfleet_dead_letters', 'Mail that its receiver could not take; each is a bug.', store.deadLetters),
    gauge('nixfleet_database_size_bytes', 'Size of the database without its write-ahead log.', store.bytes),
  ];
}

/** Requests over HTTP. */
export function httpFamilies(routes: readonly RouteFigures[]): Family[] {
  return [
    counter(
      'nixfleet_http_requests_total',
      'Requests that were answered, but for those of /health, /ready and /metrics.',
      routes.flatMap(({ method, path, statuses }) =>
        [...statuses].map(([status, value]) => ({ labels: { method, path, status: String(status) }, value })),
      ),
    ),
    {
      name: 'nixfleet_http_request_duration_seconds',
      help: 'How long the same requests took, from their headers to the end of the answer.',
      type: 'histogram',
      samples: routes.map(({ method, path, durations }) => ({ labels: { method, path }, distribution: durations })),
    },
  ];
}

/** The actors and what they write; what the thread itself says is missing while it does not answer. */
export function actorFamilies({ actors, restarts, silentSeconds }: EngineFigures): Family[] {
  const thread = [
    gauge(
      'nixfleet_actor_thread_up',
      '1: the actors answer; 0: their thread is stuck, or being restarted.',
      actors ? 1 : 0,
    ),
    gauge('nixfleet_actor_thread_silent_seconds', 'How long ago the actors last gave a sign of life.', silentSeconds),
    counter('nixfleet_actor_thread_restarts_total', 'How often the actor thread died and was started again.', restarts),
  ];
  if (actors === null) return thread;
  const { groups, commits, lag } = actors;
  return [
    ...thread,
    counter(
      'nixfleet_rollouts_total',
      'How often a rollout came to a status, since the start.',
      byWord('status', OUTCOMES, (word) => actors.rollouts[word] ?? 0),
    ),
    gauge('nixfleet_actors_live', 'Actors in memory.', actors.live),
    gauge('nixfleet_actors_quarantined', 'Actors whose state cannot be used.', actors.quarantined),
    gauge('nixfleet_deliveries_queued', 'Deliveries that wait for the next commit.', actors.queued),
    {
      name: 'nixfleet_commit_group_deliveries',
      help: 'Deliveries that were committed together.',
      type: 'histogram',
      samples: [{ distribution: groups }],
    },
    {
      name: 'nixfleet_commit_duration_seconds',
      help: 'Transactions of the actors, from their beginning until they are on disk.',
      type: 'histogram',
      samples: [{ distribution: commits }],
    },
    counter('nixfleet_commit_groups_redone_total', 'Groups that failed and were redone one by one.', actors.redone),
    counter('nixfleet_storage_failures_total', 'Writes that the disk or the file refused.', actors.storageFailures),
    gauge(
      'nixfleet_database_writable',
      '0: the last write failed, and it is tried again.',
      actors.isBackingOff ? 0 : 1,
    ),
    gauge('nixfleet_actor_thread_lag_seconds', "How late the actor thread's timers were since the last scrape.", [
      { labels: { of: 'mean' }, value: lag.mean },
      { labels: { of: 'max' }, value: lag.max },
    ]),
  ];
}

/** Connections and WebSockets. */
export interface SocketFigures {
  readonly open: number;
  readonly ended: ReadonlyMap<string, number>;
  readonly viewers: number;
  readonly links: number;
  readonly slow: number;
}

/** Connections, WebSockets, and who was cut off. */
export function socketFamilies({ open, ended, viewers, links, slow }: SocketFigures): Family[] {
  const reasons = ['malformed', 'slow', 'header_too_large', 'too_many', 'tls'] as const;
  return [
    gauge('nixfleet_http_connections', 'Connections that are open, WebSockets included.', open),
    counter(
      'nixfleet_http_connections_ended_total',
      'Connections that were ended because of how their client speaks, or because there were too many.',
      byWord('reason', reasons, (reason) => ended.get(reason) ?? 0),
    ),
    gauge('nixfleet_websockets', 'WebSockets that are open.', [
      { labels: { kind: 'feed' }, value: viewers },
      { labels: { kind: 'link' }, value: links },
    ]),
    counter('nixfleet_websockets_slow_total', 'Viewers that were let go because they read too slowly.', slow),
  ];
}

/** The program itself, and what about its set-up should not stay so. */
export function programFamilies(version: string, insecure: { plainHttp: boolean; openAgents: boolean }): Family[] {
  return [
    gauge('nixfleet_build_info', 'Always 1; its labels say what runs.', [
      { labels: { version, node: process.version }, value: 1 },
    ]),
    gauge('nixfleet_insecure', '1: the service is open in this way.', [
      { labels: { what: 'plain_http' }, value: insecure.plainHttp ? 1 : 0 },
      { labels: { what: 'open_agents' }, value: insecure.openAgents ? 1 : 0 },
    ]),
  ];
}
