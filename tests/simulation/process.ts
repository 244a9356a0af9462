import type { Timeline } from './timeline.ts';

/** Thrown through a process that dies in the middle of what it does. */
export class Crash extends Error {}

/** A process that may be killed at any moment: from then on nothing that it waits for ever ends. */
export class Process {
  readonly #timeline: Timeline;
  #isAlive = true;
  /** What it would do, while it stands still. */
  #stalled: (() => void)[] | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  kill(): void {
    this.#isAlive = false;
  }

  /** It stands still for a while, and then does what has come up meanwhile, in that order. */
  stall(ms: number): void {
    this.#stalled ??= [];
    this.#timeline.after(ms, () => {
      const late = this.#stalled ?? [];
      this.#stalled = undefined;
      for (const work of late) this.later(0, work);
    });
  }

  /** Does something at once, unless the process is dead; it may die of it. */
  run(work: () => void): void {
    if (!this.#isAlive) return;
    if (this.#stalled !== undefined) return void this.#stalled.push(work);
    try {
      work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }

  /** Does something a little later. */
  later(ms: number, work: () => void): () => void {
    return this.#timeline.after(ms, () => this.run(work));
  }

  /** Ends as `promise` does, while the process lives. */
  hears<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.run(() => resolve(value)),
        (error: unknown) => this.run(() => reject(error)),
      );
    });
  }

  /** Ends after a while; rejects when `signal` aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const abort = () => {
        cancel();
        reject(signal?.reason as Error);
      };
      const cancel = this.later(ms, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
