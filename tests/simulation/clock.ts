import type { Dice } from '../scenarios/exploration/dice.ts';
import type { Clock } from '../../services/actors/clock.ts';
import type { Process } from './process.ts';
import type { Timeline } from './timeline.ts';

/** By how much more time may have passed than lay ahead, as `SystemClock` has it. */
const GRACE_MS = 1_000;
const PIECE_MS = 3_600_000;

/** The wall clock of a machine: it may be wrong, and somebody may set it. */
export class WallClock {
  readonly #timeline: Timeline;
  #offsetMs: number;
  /** While the machine is busy: how likely a look at the clock costs a millisecond. */
  busy: { readonly dice: Dice; readonly likelihood: number } | undefined;

  constructor(timeline: Timeline, offsetMs: number) {
    this.#timeline = timeline;
    this.#offsetMs = offsetMs;
  }

  /** What it shows; for who does not take part. */
  get time(): number {
    return this.#timeline.now + this.#offsetMs;
  }

  /** A look at it. */
  look(): number {
    if (this.busy?.dice.is(this.busy.likelihood)) this.#offsetMs += 1;
    return this.time;
  }

  jump(ms: number): void {
    this.#offsetMs += ms;
  }
}

/** The clock as one process sees it: sleeps like `SystemClock`, by virtual time. */
export class ProcessClock implements Clock {
  readonly #timeline: Timeline;
  readonly #wall: WallClock;
  readonly #process: Process;

  constructor(timeline: Timeline, wall: WallClock, process: Process) {
    this.#timeline = timeline;
    this.#wall = wall;
    this.#process = process;
  }

  now(): number {
    return this.#wall.look();
  }

  sleepUntil(until: number, signal: AbortSignal): Promise<void> {
    const latest = this.#timeline.now + until - this.#wall.time + GRACE_MS;
    const leftMs = () => Math.max(0, Math.min(until - this.#wall.time, latest - this.#timeline.now, PIECE_MS));
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      let cancel = () => undefined as void;
      const abort = () => {
        cancel();
        reject(signal.reason as Error);
      };
      const ring = () => {
        if (leftMs() > 0) return sleep();
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const sleep = () => void (cancel = this.#process.later(leftMs(), ring));
      signal.addEventListener('abort', abort, { once: true });
      sleep();
    });
  }
}
