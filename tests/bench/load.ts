import { LoadConnection } from './load-connection.ts';
import { CONNECTIONS, type LoadNews, type LoadOrder, type LoadResult } from './load-order.ts';
import { evidenceRequest } from './load-evidence.ts';
import { requestsOf } from './load-report.ts';

/*
 * The load generator: a program of its own that gets its order as JSON in its argument, and tells over its IPC
 * channel when it measures and what it has measured.
 */

/** Latencies are counted in classes of this width; the last class takes all that are longer. */
const CLASS_MS = 0.05;
const CLASSES = 100_000;

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
await tell({ type: 'ended', result: await generate(order) });
process.disconnect();

async function generate({ port, isSecure = false, machines, kind, timing }: LoadOrder): Promise<LoadResult> {
  const requests = Array.from({ length: machines }, (_, index) =>
    kind === 'evidence' ? ([evidenceRequest(index)] as const) : requestsOf(kind, index),
  );
  const latencies = new Uint32Array(CLASSES);
  const begin = performance.now();
  const measureAt = begin + (timing?.warmUpMs ?? 0);
  const endAt = timing === undefined ? Number.POSITIVE_INFINITY : measureAt + timing.measuredMs;
  if (timing !== undefined) setTimeout(() => void tell({ type: 'measuring' }), timing.warmUpMs);
  let count = 0;

  /** Machines take turns; a connection does not keep to its own, as behind a proxy. */
  let turn = 0;
  const next = () => {
    if (performance.now() >= endAt || (timing === undefined && turn >= machines)) return undefined;
    const [first, second = first] = requests[turn % machines] ?? [];
    const request = Math.floor(turn / machines) % 2 === 0 ? first : second;
    turn += 1;
    return request;
  };
  const answered = (ms: number) => {
    const now = performance.now();
    if (now < measureAt || now >= endAt) return;
    count += 1;
    const at = Math.min(Math.floor(ms / CLASS_MS), CLASSES - 1);
    latencies[at] = (latencies[at] ?? 0) + 1;
  };
  const connections = Array.from({ length: CONNECTIONS }, () => new LoadConnection({ port, isSecure, next, answered }));
  await Promise.all(connections.map(({ ended }) => ended));
  const ms = timing?.measuredMs ?? performance.now() - begin;
  return { reports: count, ms, p50Ms: quantile(latencies, count, 0.5), p99Ms: quantile(latencies, count, 0.99) };
}

function quantile(latencies: Uint32Array, count: number, part: number): number {
  let seen = 0;
  for (const [at, number] of latencies.entries()) {
    seen += number;
    if (seen >= count * part) return (at + 1) * CLASS_MS;
  }
  return Number.NaN;
}

async function tell(news: LoadNews): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.send?.(news, undefined, {}, (error) => (error ? reject(error) : resolve()));
  });
}
