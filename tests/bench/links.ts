import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../services/api/client.ts';
import { followFeed } from '../../services/api/feed.ts';
import { atLeast, atMost, type Bench, beside, type Figure } from './figure.ts';
import { type LinkTask, withFleet } from './link-order.ts';
import { LOAD_TAG, machineNames } from './load-report.ts';
import { median } from './median.ts';
import { processorMs, residentMb } from './processor.ts';
import { releaseBody } from './release-body.ts';
import type { Workshop } from './workshop.ts';

const REPORTING = { links: 1_000, window: 8, warmUpMs: 2_000, measuredMs: 6_000 };
const IDLE = { links: 10_000, everyMs: 60_000, settlingMs: 5_000, watchedMs: 60_000 };
const FAN_OUTS = [
  { links: 1_000, bound: 250 },
  { links: 10_000, bound: 1_500 },
];
const ROLLOUTS = 5;
/** For what a cancellation sets going. */
const REST_MS = 2_000;

/** Reports over links, as fast as they are acknowledged. */
export const linkReports: Bench = {
  name: 'link-reports',
  says: `durable reports over ${REPORTING.links.toLocaleString('en')} links, ${REPORTING.window} of each on their way`,
  async measure(workshop) {
    const routine = await reported(workshop, 'routine');
    const changing = await reported(workshop, 'changing');
    return [
      atLeast('routine reports over links', rate(routine), { bound: 25_000, unit: '/s', digits: 0 }),
      beside('  p99', routine.p99Ms, { unit: ' ms' }),
      atLeast('reports over links that change a fact', rate(changing), { bound: 8_000, unit: '/s', digits: 0 }),
      beside('  p99', changing.p99Ms, { unit: ' ms' }),
    ];
  },
};

/** Links on which little is said. */
export const idleLinks: Bench = {
  name: 'idle-links',
  says: `${IDLE.links.toLocaleString('en')} links with a ping in 30 s and a report in ${IDLE.everyMs / 1000} s each`,
  async measure(workshop) {
    const { url, pid } = await workshop.controlPlane('idle-links');
    const before = residentMb(pid);
    const order = { url, links: IDLE.links, task: { does: 'idle', everyMs: IDLE.everyMs } } as const;
    return withFleet(workshop, order, async ({ reported: known }) => {
      await known;
      await pause(IDLE.settlingMs, undefined, { signal: workshop.signal });
      const begun = processorMs(pid);
      await pause(IDLE.watchedMs, undefined, { signal: workshop.signal });
      const share = ((processorMs(pid) - begun) * 100) / IDLE.watchedMs;
      return [
        atMost('10,000 idle links, resident memory', residentMb(pid), { bound: 350, unit: ' MB', digits: 0 }),
        beside('  without links', before, { unit: ' MB', digits: 0 }),
        atMost('10,000 idle links, share of a core', share, { bound: 10, unit: ' %' }),
      ];
    });
  },
};

/** How soon all agents know what is wanted of them. */
export const linkFanOut: Bench = {
  name: 'link-fan-out',
  says: 'from batch_started to the frame in the last of all linked agents',
  async measure(workshop) {
    const figures: Figure[] = [];
    for (const { links, bound } of FAN_OUTS) {
      const took = await toldWithinMs(workshop, links);
      const writing = { unit: ' ms', digits: 0 };
      const name = `${links.toLocaleString('en')} agents told of a rollout, median of ${took.length}`;
      figures.push(atMost(name, median(took), { bound, ...writing }));
      figures.push(beside('  the first after the start', took[0] ?? Number.NaN, writing));
    }
    return figures;
  },
};

async function reported(workshop: Workshop, kind: 'routine' | 'changing') {
  const { url } = await workshop.controlPlane(`link-reports-${kind}`);
  const { links, ...timing } = REPORTING;
  const task: LinkTask = { does: 'report', kind, ...timing };
  return withFleet(workshop, { url, links, task }, ({ reported: result }) => result);
}

/** How long each rollout took, the first of which meets a control plane that has just been started. */
async function toldWithinMs(workshop: Workshop, links: number): Promise<number[]> {
  const { url, apiKey, client } = await workshop.controlPlane(`fan-out-${links}`);
  return withFleet(workshop, { url, links, task: { does: 'wait' } }, async ({ reported: known, told }) => {
    await known;
    const took: number[] = [];
    for (let version = 1; version <= ROLLOUTS; version += 1) {
      const lastTold = told();
      const id = await rollOut(client, links, version);
      const startedAt = await batchStartedAt({ url, apiKey, rolloutId: id, signal: workshop.signal });
      took.push((await lastTold).at - startedAt);
      await client.cancelRollout({ params: { id } });
      await pause(REST_MS, undefined, { signal: workshop.signal });
    }
    return took;
  });
}

async function rollOut(client: Client, links: number, version: number): Promise<string> {
  const { id } = await client.createRelease({ body: releaseBody(machineNames(links), version) });
  const body = {
    release_id: id,
    target: { tags: [LOAD_TAG] },
    strategy: 'all_at_once' as const,
    failure_threshold: '0',
    on_failure: 'pause' as const,
    health_timeout: 3_600,
  };
  return (await client.createRollout({ body })).rollout_id;
}

async function batchStartedAt(options: Parameters<typeof followFeed>[0]): Promise<number> {
  for await (const frame of followFeed(options)) {
    if (frame.type === 'row' && frame.row.type === 'batch_started') return Date.parse(frame.row.at);
  }
  throw new Error('the rollout ended before its batch started');
}

const rate = ({ reports: count, ms }: { reports: number; ms: number }): number => (count * 1000) / ms;
