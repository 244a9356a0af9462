import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import type { Mutation } from './mutations/mutation.ts';
import type { PortionOrder, PortionResult } from './portion.ts';

/** So many seeds are looked at, and so many lived at the most: few have what a mutation needs to show. */
const SEEDS = 4_000;
const LIVES = 200;
const PATIENCE_MS = 400_000;

interface Seen {
  /** What the broken engine did with the first seed that showed it. */
  readonly broken: PortionResult;
  /** What the real one did with the same. */
  readonly real: PortionResult | undefined;
}

describe('the simulator sees an engine that would', () => {
  const seen = new Map<string, Seen>();
  beforeAll(async () => {
    const queue = [...MUTATIONS];
    await Promise.all(Array.from({ length: availableParallelism() }, () => employ(queue, seen)));
  }, PATIENCE_MS);

  test.each(MUTATIONS)('$name', ({ name, seenBy }) => {
    const [failure] = seen.get(name)?.broken.failures ?? [];
    const end = failure?.tale.find((line) => line.includes(' BROKEN: ')) ?? `nothing within ${SEEDS} seeds`;
    const seenAs = seenBy.find((promise) => end.includes(` BROKEN: ${promise}`));
    expect(seenBy).toContain(seenAs ?? end);
    expect(seen.get(name)?.broken.lives).toBeLessThanOrEqual(LIVES);
  });

  test.each(MUTATIONS)('$name, and has nothing against the real one in the same life', ({ name }) => {
    expect(seen.get(name)?.real).toMatchObject({ seeds: 1, failures: [] });
  });
});

/** A thread that looks for what shows each mutation that is left in the queue. */
async function employ(queue: Mutation[], seen: Map<string, Seen>): Promise<void> {
  const worker = new Worker(new URL('../../dist/tests/simulation/worker.js', import.meta.url));
  try {
    for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
      const broken = await lived(worker, { first: 0, count: SEEDS, mutation: mutation.name, isRaw: true });
      const [failure] = broken.failures;
      const real = failure && (await lived(worker, { first: failure.seed, count: 1, isRaw: true }));
      seen.set(mutation.name, { broken, real });
    }
  } finally {
    await worker.terminate();
  }
}

const lived = (worker: Worker, order: PortionOrder): Promise<PortionResult> =>
  new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (result: PortionResult) => {
      worker.off('error', reject);
      resolve(result);
    });
    worker.postMessage(order);
  });
