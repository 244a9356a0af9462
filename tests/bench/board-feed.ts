import { setTimeout as pause } from 'node:timers/promises';
import { atMost, type Bench, beside, type Figure } from './figure.ts';
import { fleetWatch } from './fleet-watch.ts';
import { load } from './load-order.ts';
import { machineName, reportOf } from './load-report.ts';
import { median } from './median.ts';
import { residentMb } from './processor.ts';
import { besideSteadyLoad, type SteadySample } from './steady-order.ts';
import type { Measured, Workshop } from './workshop.ts';

const MACHINES = 10_000;
/** Others that report 200 times a second together. */
const OTHERS = { from: MACHINES, machines: 100, everyMs: 500 };
const RUNS = 7;
const VIEWERS = 20;
const REPORTS = 200;
const REST_MS = 1_000;
/** What the page may take in all for this; the browser's part is a figure of its own. */
const FIRST_PAINT_MS = 1_500;
const UPDATE_MS = 300;

/** What it costs to show the whole fleet, and how soon a change of it is shown. */
export const boardFeed: Bench = {
  name: 'board-feed',
  says: `the feed of ${MACHINES.toLocaleString('en')} machines: until a viewer has all of them, and from a report to its frame`,
  async measure(workshop) {
    const plane = await workshop.controlPlane('board-feed');
    await load({ port: portOf(plane), machines: MACHINES, kind: 'routine' }, workshop.signal);
    return [...(await firstFigures(plane, workshop)), ...(await updateFigures(plane, workshop))];
  },
};

/** When something was, ms since the epoch. */
interface Span {
  readonly from: number;
  readonly to: number;
}

async function firstFigures(plane: Measured, { signal }: Workshop): Promise<Figure[]> {
  const idle: Span[] = [];
  const single: Span[] = [];
  const many: Span[] = [];
  let bytes = 0;
  let memory = 0;
  const samples = await besideSteadyLoad({ port: portOf(plane), ...OTHERS }, signal, async () => {
    const nothing = () => pause(REST_MS, undefined, { signal });
    const viewers = (count: number) => async () => {
      const all = await Promise.all(Array.from({ length: count }, () => fleetWatch({ ...plane, signal })));
      memory = Math.max(memory, residentMb(plane.pid));
      for (const viewer of all) viewer.close();
      bytes = all[0]?.bytes ?? 0;
    };
    idle.push(await spanOf(nothing));
    const before = residentMb(plane.pid);
    for (let run = 0; run < RUNS; run += 1) single.push(await spanOf(viewers(1)));
    for (let run = 0; run < 3; run += 1) many.push(await spanOf(viewers(VIEWERS)));
    memory -= before;
  });
  const ms = { unit: ' ms' };
  return [
    atMost('a viewer has all machines', medianOf(single), { bound: FIRST_PAINT_MS, ...ms }),
    beside('  frames', bytes / 1024 / 1024, { unit: ' MiB' }),
    beside('  reports of others meanwhile, longest', longest(samples, single), ms),
    beside(`${VIEWERS} viewers at once have them`, medianOf(many), ms),
    beside('  reports of others meanwhile, longest', longest(samples, many), ms),
    beside('  memory, more', memory, { unit: ' MB', digits: 0 }),
    beside('  reports of others without viewers, longest', longest(samples, idle), ms),
  ];
}

/** Reports that change a fact, one after the other, each until a viewer is sent it. */
async function updateFigures(plane: Measured, { signal }: Workshop): Promise<Figure[]> {
  const viewer = await fleetWatch({ ...plane, signal });
  const times: number[] = [];
  for (let number = 0; number < REPORTS; number += 1) {
    const id = machineName(number * 7);
    const body = { ...reportOf('routine', id, 1), health: null, agent_version: `0.1.${number + 1}` };
    const startedAt = performance.now();
    await Promise.all([
      viewer.seen(`"agent_version":"${body.agent_version}"`),
      plane.client.report({ params: { id }, body }),
    ]);
    times.push(performance.now() - startedAt);
  }
  viewer.close();
  const sorted = times.toSorted((one, other) => one - other);
  const ms = { unit: ' ms' };
  return [
    beside('from a report to its frame, p50', median(times), ms),
    atMost('  p99', sorted[Math.floor(times.length * 0.99)] ?? Number.NaN, { bound: UPDATE_MS, ...ms }),
  ];
}

async function spanOf(work: () => Promise<unknown>): Promise<Span> {
  const from = now();
  await work();
  return { from, to: now() };
}

const medianOf = (spans: readonly Span[]): number => median(spans.map(({ from, to }) => to - from));

const longest = (samples: readonly SteadySample[], spans: readonly Span[]): number =>
  Math.max(...samples.filter(([at]) => spans.some(({ from, to }) => from <= at && at < to)).map(([, ms]) => ms));

const now = (): number => performance.timeOrigin + performance.now();
const portOf = ({ url }: Measured): number => Number(new URL(url).port);
