import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { ActorFigures } from './figures.ts';
import { Histogram } from './histogram.ts';
import type { ShardObserver } from './shard-observer.ts';

const DELIVERIES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const NANOSECONDS = 1e9;
/** How often the loop is looked at: an idle thread wakes for it. */
const LOOK_MS = 50;

/** What is asked of a shard. */
export interface MeteredShard {
  readonly live: number;
  readonly quarantined: { readonly size: number };
  readonly queued: number;
  readonly isBackingOff: boolean;
}

/** Counts what a shard does, and how late its thread is. */
export class EngineMeter implements ShardObserver {
  readonly #groups = new Histogram(DELIVERIES);
  readonly #commits = new Histogram(SECONDS);
  readonly #rollouts = new Map<string, number>();
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOK_MS });
  #beganAt = 0;
  #redone = 0;
  #storageFailures = 0;

  constructor() {
    this.#loop.enable();
  }

  began(): void {
    this.#beganAt = performance.now();
  }

  committed(): void {
    this.#commits.observe((performance.now() - this.#beganAt) / 1000);
  }

  grouped(deliveries: number): void {
    if (deliveries > 0) this.#groups.observe(deliveries);
  }

  redone(): void {
    this.#redone += 1;
  }

  storageFailed(): void {
    this.#storageFailures += 1;
  }

  /** A rollout came to this status, and it is committed. */
  rolloutCame(status: string): void {
    this.#rollouts.set(status, (this.#rollouts.get(status) ?? 0) + 1);
  }

  /** Everything so far; the lag only since the last time. */
  figures({ live, quarantined, queued, isBackingOff }: MeteredShard): ActorFigures {
    return {
      live,
      quarantined: quarantined.size,
      queued,
      isBackingOff,
      groups: this.#groups.distribution(),
      commits: this.#commits.distribution(),
      redone: this.#redone,
      storageFailures: this.#storageFailures,
      rollouts: Object.fromEntries(this.#rollouts),
      lag: this.#lag(),
    };
  }

  /** Looks at the thread's loop no more. */
  stop(): void {
    this.#loop.disable();
  }

  #lag(): ActorFigures['lag'] {
    const lag = { mean: lateness(this.#loop.mean), max: lateness(this.#loop.max) };
    this.#loop.reset();
    return lag;
  }
}

/** What is measured is the time between two looks; nothing yet is NaN or 0. */
function lateness(nanoseconds: number): number {
  const seconds = nanoseconds / NANOSECONDS - LOOK_MS / 1000;
  return seconds > 0 ? seconds : 0;
}
