import { atLeast, atMost, type Bench, beside } from './figure.ts';
import { CONNECTIONS, load } from './load-order.ts';

const MACHINES = 5_000;
const TIMING = { warmUpMs: 2_000, measuredMs: 8_000 };

/** Reports that are on disk when they are answered, as many as the control plane takes. */
export const reports: Bench = {
  name: 'reports',
  says: `durable v0.1.1 reports over plain HTTP: ${MACHINES} machines, ${CONNECTIONS} keep-alive connections`,
  async measure(workshop) {
    const { url } = await workshop.controlPlane('reports');
    const port = Number(new URL(url).port);
    await load({ port, machines: MACHINES, kind: 'routine' }, workshop.signal);
    const routine = await load({ port, machines: MACHINES, kind: 'routine', timing: TIMING }, workshop.signal);
    const changing = await load({ port, machines: MACHINES, kind: 'changing', timing: TIMING }, workshop.signal);
    return [
      atLeast('routine reports', rate(routine), { bound: 10_000, unit: '/s', digits: 0 }),
      atMost('  p99', routine.p99Ms, { bound: 25, unit: ' ms' }),
      beside('  p50', routine.p50Ms, { unit: ' ms' }),
      beside('reports that change a fact (tags)', rate(changing), { unit: '/s', digits: 0 }),
      beside('  p99', changing.p99Ms, { unit: ' ms' }),
    ];
  },
};

const rate = ({ reports: count, ms }: { reports: number; ms: number }): number => (count * 1000) / ms;
