import { atLeast, atMost, type Bench, beside } from './figure.ts';
import { CONNECTIONS, load, type LoadResult } from './load-order.ts';
import type { ReportKind } from './load-report.ts';
import type { Workshop } from './workshop.ts';

const MACHINES = 5_000;
const TIMING = { warmUpMs: 2_000, measuredMs: 8_000 };

/** Reports that are on disk when they are answered, as many as the control plane takes. */
export const reports: Bench = {
  name: 'reports',
  says: `durable v0.1.1 reports over plain HTTP: ${MACHINES} machines, ${CONNECTIONS} keep-alive connections`,
  async measure(workshop) {
    const plain = await measured(workshop, ['routine', 'changing']);
    const secure = await measured(workshop, ['routine'], true);
    const [routine, changing] = [plain('routine'), plain('changing')];
    return [
      atLeast('routine reports', rate(routine), { bound: 10_000, unit: '/s', digits: 0 }),
      atMost('  p99', routine.p99Ms, { bound: 25, unit: ' ms' }),
      beside('  p50', routine.p50Ms, { unit: ' ms' }),
      beside('reports that change a fact (tags)', rate(changing), { unit: '/s', digits: 0 }),
      beside('  p99', changing.p99Ms, { unit: ' ms' }),
      beside('routine reports over TLS', rate(secure('routine')), { unit: '/s', digits: 0 }),
      beside('  p99', secure('routine').p99Ms, { unit: ' ms' }),
    ];
  },
};

/** What a control plane of its own takes of each kind. */
async function measured(workshop: Workshop, kinds: readonly ReportKind[], isSecure = false) {
  const plane = await workshop.controlPlane(isSecure ? 'reports-tls' : 'reports', { isSecure });
  const target = { port: Number(new URL(plane.url).port), isSecure, machines: MACHINES };
  await load({ ...target, kind: 'routine' }, workshop.signal);
  const results = new Map<ReportKind, LoadResult>();
  for (const kind of kinds) results.set(kind, await load({ ...target, kind, timing: TIMING }, workshop.signal));
  await plane.controlPlane.stop();
  return (kind: ReportKind): LoadResult => {
    const result = results.get(kind);
    if (result === undefined) throw new Error(`${kind} reports were not measured`);
    return result;
  };
}

const rate = ({ reports: count, ms }: { reports: number; ms: number }): number => (count * 1000) / ms;
