import { setTimeout as pause } from 'node:timers/promises';
import { atLeast, atMost, type Bench, beside } from './figure.ts';
import { load } from './load-order.ts';
import { median } from './median.ts';
import { besideSteadyLoad, type SteadySample } from './steady-order.ts';
import { processorMs } from './processor.ts';
import type { Workshop } from './workshop.ts';

const MACHINES = 10_000;
const RUNS = 7;
/** Others that report all the while, as many a second. */
const REPORTING = { from: MACHINES, machines: 500, everyMs: 1_000 };
const QUIET_MS = 4_000;

/** What evidence and the report that is made of it cost, and whom they disturb. */
export const compliance: Bench = {
  name: 'compliance',
  says: `evidence of ${MACHINES.toLocaleString('en')} machines, each unlike the others, and the report of it, beside ${REPORTING.machines} reports a second`,
  async measure(workshop) {
    const { url, pid, client } = await workshop.controlPlane('compliance');
    const port = Number(new URL(url).port);
    const beforehand = await slowest(workshop, port, () => pause(QUIET_MS, undefined, { signal: workshop.signal }));
    let perSecond = 0;
    const begun = processorMs(pid);
    const taking = await slowest(workshop, port, async () => {
      const { reports, ms } = await load({ port, machines: MACHINES, kind: 'evidence' }, workshop.signal);
      perSecond = (reports * 1000) / ms;
      // To sign it all beforehand took the generator a while.
      return Date.now() - ms;
    });
    const eachMs = (processorMs(pid) - begun) / MACHINES;
    const times: number[] = [];
    const telling = await slowest(workshop, port, async () => {
      for (let run = 0; run < RUNS; run += 1) {
        const startedAt = performance.now();
        const { machines } = await client.fleetCompliance({ query: {} });
        times.push(performance.now() - startedAt);
        if (machines.verified !== MACHINES) throw new Error(`${machines.verified} machines have evidence that counts`);
      }
    });
    return [
      atLeast('evidence taken', perSecond, { bound: 500, unit: '/s', digits: 0 }),
      atMost('  p99 of reports meanwhile', taking.p99, { bound: 25, unit: ' ms' }),
      beside('  longest', taking.longest, { unit: ' ms' }),
      beside('  processor time of a piece, with the reports meanwhile', eachMs, { unit: ' ms', digits: 2 }),
      beside('  p99 without evidence', beforehand.p99, { unit: ' ms' }),
      atMost(`compliance of ${MACHINES.toLocaleString('en')} machines`, median(times), {
        bound: 500,
        unit: ' ms',
        digits: 0,
      }),
      atMost('  longest report meanwhile', telling.longest, { bound: 50, unit: ' ms' }),
    ];
  },
};

/** How long reports take while something is done; it says from when on that was, ms since the epoch. */
async function slowest({ signal }: Workshop, port: number, work: () => Promise<number | void>) {
  let since = 0;
  const samples = await besideSteadyLoad({ port, ...REPORTING }, signal, async () => {
    since = (await work()) ?? 0;
  });
  const sorted = samples
    .filter(([at]) => at >= since)
    .map(([, ms]: SteadySample) => ms)
    .toSorted((one, other) => other - one);
  return { longest: sorted[0] ?? Number.NaN, p99: sorted[Math.floor(sorted.length / 100)] ?? Number.NaN };
}
