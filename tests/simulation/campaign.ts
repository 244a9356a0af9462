import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Failure, PortionOrder, PortionResult } from './portion.ts';

/** Many seeds, over all cores. */
export interface CampaignOrder {
  readonly first: number;
  readonly seeds: number;
  readonly mutation?: string | undefined;
  /** The compiled thread, when this file is not compiled itself. */
  readonly worker?: URL;
  /** Hears a line now and then. */
  readonly said: (line: string) => void;
}

/** What came of a campaign. */
export interface Campaign {
  readonly seeds: number;
  readonly milliseconds: number;
  readonly seen: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
}

const PORTION = 25;
const QUIET_MS = 10_000;

/** Lives through seeds in threads, one for each core; stops at the first that fails. */
export async function campaign(asked: CampaignOrder): Promise<Campaign> {
  const { first, seeds, mutation, said, worker = new URL('./worker.js', import.meta.url) } = asked;
  const began = performance.now();
  const seen = new Map<string, number>();
  const failures: Failure[] = [];
  let [next, lived, saidAt] = [first, 0, began];
  const portion = (): PortionOrder | undefined => {
    if (failures.length > 0 || next >= first + seeds) return undefined;
    const order = { first: next, count: Math.min(PORTION, first + seeds - next), mutation };
    next += order.count;
    return order;
  };
  const note = (result: PortionResult) => {
    lived += result.seeds;
    failures.push(...result.failures);
    for (const [what, times] of result.seen) seen.set(what, (seen.get(what) ?? 0) + times);
    if (performance.now() - saidAt < QUIET_MS) return;
    saidAt = performance.now();
    said(`${lived} of ${seeds} seeds, ${((lived * 1000) / (saidAt - began)).toFixed(1)} seeds/s`);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, () => employ(new Worker(worker), portion, note)));
  return { seeds: lived, milliseconds: performance.now() - began, seen, failures };
}

/** A thread that works until there is no portion left. */
async function employ(
  worker: Worker,
  portion: () => PortionOrder | undefined,
  note: (result: PortionResult) => void,
): Promise<void> {
  try {
    await done(worker, portion, note);
  } finally {
    await worker.terminate();
  }
}

function done(
  worker: Worker,
  portion: () => PortionOrder | undefined,
  note: (result: PortionResult) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const goOn = () => {
      const order = portion();
      if (order === undefined) resolve();
      else worker.postMessage(order);
    };
    worker.on('error', reject);
    worker.on('message', (result: PortionResult) => {
      note(result);
      goOn();
    });
    goOn();
  });
}
