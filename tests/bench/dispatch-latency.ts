import { setTimeout as pause } from 'node:timers/promises';
import { atMost, type Bench, beside, type Figure } from './figure.ts';
import { type DispatchWatch, dispatchWatch } from './dispatch-watch.ts';
import { withFleet } from './link-order.ts';
import { load } from './load-order.ts';
import { machineNames } from './load-report.ts';
import { median } from './median.ts';
import { releaseBody } from './release-body.ts';
import { besideSteadyLoad, type SteadySample } from './steady-order.ts';
import type { Measured, Workshop } from './workshop.ts';

const TOLD = 10_000;
/** Others that report 1,000 times a second together. */
const OTHERS = { from: TOLD, machines: 500, everyMs: 500 };
const ROLLOUTS = 7;
const IDLE_MS = 1_500;
const REST_MS = 1_000;
const BOUND = 3;

/** When things were, ms since the epoch. */
interface Round {
  readonly idleAt: number;
  readonly postedAt: number;
  readonly createdAt: number;
  readonly toldAt: number;
}

/** How long machines wait that have nothing to do with a large rollout. */
export const dispatchLatency: Bench = {
  name: 'dispatch-latency',
  says: `routine reports of other machines while ${ROLLOUTS} rollouts tell ${TOLD.toLocaleString('en')} machines each`,
  async measure(workshop) {
    const polling = await workshop.controlPlane('dispatch-polling');
    await load({ port: portOf(polling), machines: TOLD, kind: 'routine' }, workshop.signal);
    const figures = await figuresOf(polling, workshop, 'polling');
    await polling.controlPlane.stop();
    const linked = await workshop.controlPlane('dispatch-linked');
    const fleet = { url: linked.url, links: TOLD, task: { does: 'wait' } } as const;
    return withFleet(workshop, fleet, async ({ reported: known }) => {
      await known;
      return [...figures, ...(await figuresOf(linked, workshop, 'linked'))];
    });
  },
};

async function figuresOf(plane: Measured, { signal }: Workshop, who: string): Promise<Figure[]> {
  const { rounds, samples } = await measured(plane, signal);
  // The median of the rollouts: one that something else on the machine held up proves nothing.
  const during = (from: keyof Round, to: keyof Round) =>
    median(rounds.map((times) => p99(samples.filter(([at]) => times[from] <= at && at < times[to]))));
  const [idle, dispatch] = [during('idleAt', 'postedAt'), during('postedAt', 'toldAt')];
  const [creation, telling] = [during('postedAt', 'createdAt'), during('createdAt', 'toldAt')];
  const toldIn = rounds.map(({ postedAt, toldAt }) => toldAt - postedAt);
  const ms = { unit: ' ms' };
  const ratio = { bound: BOUND, unit: ' x' };
  return [
    beside(`reports of others, p99, 10,000 ${who} machines idle`, idle, ms),
    beside('  from POST /rollouts to the last desired path', dispatch, ms),
    atMost('    ratio', dispatch / idle, ratio),
    beside('  until POST is answered', creation, ms),
    beside('  from then on', telling, ms),
    atMost('    ratio', telling / idle, ratio),
    beside('  all desired paths set, median', median(toldIn), { ...ms, digits: 0 }),
  ];
}

async function measured(plane: Measured, signal: AbortSignal) {
  const rounds: Round[] = [];
  const watch = dispatchWatch(plane.controlPlane.dbPath, signal);
  try {
    const samples = await besideSteadyLoad({ port: portOf(plane), ...OTHERS }, signal, async () => {
      for (let version = 1; version <= ROLLOUTS; version += 1)
        rounds.push(await round(version, { plane, watch, signal }));
    });
    return { rounds, samples };
  } finally {
    watch.close();
  }
}

interface RoundParts {
  readonly plane: Measured;
  readonly watch: DispatchWatch;
  readonly signal: AbortSignal;
}

async function round(version: number, { plane: { client }, watch, signal }: RoundParts): Promise<Round> {
  const hosts = machineNames(TOLD);
  const { id } = await client.createRelease({ body: releaseBody(hosts, version) });
  await pause(REST_MS, undefined, { signal });
  const idleAt = now();
  await pause(IDLE_MS, undefined, { signal });
  const postedAt = now();
  const { rollout_id: rolloutId } = await client.createRollout({
    body: {
      release_id: id,
      target: { hosts },
      strategy: 'all_at_once',
      failure_threshold: '0',
      on_failure: 'pause',
      health_timeout: 3_600,
    },
  });
  const createdAt = now();
  await watch.told(rolloutId);
  const toldAt = now();
  // Or reports of the last moment would wait for the cancellation, which is a large unit of work itself.
  await pause(REST_MS, undefined, { signal });
  await client.cancelRollout({ params: { id: rolloutId } });
  await watch.quiet();
  return { idleAt, postedAt, createdAt, toldAt };
}

function p99(samples: readonly SteadySample[]): number {
  const sorted = samples.map(([, ms]) => ms).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

const now = (): number => performance.timeOrigin + performance.now();
const portOf = ({ url }: Measured): number => Number(new URL(url).port);
