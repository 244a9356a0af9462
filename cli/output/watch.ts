import { setTimeout as sleep } from 'node:timers/promises';
import { HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { FeedFrame, FeedRow } from '../../machines/model/feed.ts';
import type { RolloutDetail } from '../../machines/model/rollout.ts';
import type { Progress } from './progress.ts';
import { rowLine } from './render.ts';
import { isOver } from './rollout-end.ts';
import { RolloutView } from './rollout-view.ts';

/** What watching needs of the control plane. */
export interface RolloutSource {
  rollout(): Promise<RolloutDetail>;
  /** Rows after a sequence number, then as they come; resumes by itself, and fails with a 404 where there is no feed. */
  feed(options: {
    after: number;
    signal: AbortSignal;
    onState: (state: 'connected' | 'lost') => void;
  }): AsyncIterable<FeedFrame>;
}

/** How to watch. */
export interface WatchOptions {
  readonly source: RolloutSource;
  readonly progress: Progress;
  /** The last row that is known already; 0: show all. */
  readonly after: number;
  /** 0: for ever. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** How often a control plane without a feed, or one that is away, is asked; 2 s unless told. */
  readonly pollMs?: number;
}

/** How watching ended, and the rollout as it was then. */
export interface Watched {
  readonly end: 'over' | 'timed_out' | 'interrupted';
  readonly rollout: RolloutDetail;
}

const POLL_MS = 2_000;
/** Longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Shows what happens in a rollout until it is over, paused, or no longer waited for. A control plane that is away is waited for. */
export async function watchRollout(options: WatchOptions): Promise<Watched> {
  const { timeoutSeconds } = options;
  const timeout =
    timeoutSeconds === 0 ? undefined : AbortSignal.timeout(Math.min(timeoutSeconds * 1000, LONGEST_TIMER_MS));
  const signal = timeout ? AbortSignal.any([options.signal, timeout]) : options.signal;
  const watch = new Watch({ ...options, signal }, await options.source.rollout());
  try {
    return { end: 'over', rollout: await watch.untilOver() };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { end: options.signal.aborted ? 'interrupted' : 'timed_out', rollout: watch.rollout };
  } finally {
    options.progress.end();
  }
}

class Watch {
  readonly #options: WatchOptions;
  readonly #view: RolloutView;
  rollout: RolloutDetail;

  constructor(options: WatchOptions, rollout: RolloutDetail) {
    this.#options = options;
    this.rollout = rollout;
    this.#view = new RolloutView(rollout);
  }

  async untilOver(): Promise<RolloutDetail> {
    if (isOver(this.rollout) && this.#options.after >= (this.rollout.last_seq ?? 0)) return this.rollout;
    try {
      await this.#follow();
    } catch (error) {
      if (!(error instanceof HttpFailed) || error.status !== 404) throw error;
      await this.#poll();
    }
    return this.rollout;
  }

  async #follow(): Promise<void> {
    const { source, after, signal, progress } = this.#options;
    const onState = (state: 'connected' | 'lost') =>
      progress.status(state === 'lost' ? 'the control plane is away; waiting for it' : this.#view.line);
    for await (const frame of source.feed({ after, signal, onState })) {
      if (frame.type === 'row') this.#show(frame.row);
      if (mayEnd(frame) && isOver(await this.#refreshed())) return;
    }
    signal.throwIfAborted();
    // The feed has ended and the rollout has not: it was trimmed, or is closing.
    await this.#poll();
  }

  async #poll(): Promise<void> {
    const { progress, signal, pollMs = POLL_MS } = this.#options;
    let shown = new Set<number>();
    for (;;) {
      const rollout = await this.#refreshed();
      for (const { id, event_type: type, detail } of rollout.events.filter((event) => !shown.has(event.id))) {
        progress.line(`${type} ${detail}`);
        shown = shown.add(id);
      }
      progress.status(new RolloutView(rollout).line);
      if (isOver(rollout)) return;
      await sleep(pollMs, undefined, { signal });
    }
  }

  #show(row: FeedRow): void {
    this.#view.see(row);
    this.#options.progress.line(rowLine(row));
    this.#options.progress.status(this.#view.line);
  }

  /** The rollout as it is now; a control plane that restarts is asked again. */
  async #refreshed(): Promise<RolloutDetail> {
    const { source, signal, pollMs = POLL_MS } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      try {
        this.rollout = await source.rollout();
        return this.rollout;
      } catch (error) {
        if (!isPassing(error)) throw error;
        await sleep(pollMs, undefined, { signal });
      }
    }
  }
}

/** Rows nudge, the rollout itself tells: an old row may say `paused` of one that was resumed since. */
const mayEnd = (frame: FeedFrame): boolean =>
  frame.type !== 'row' || frame.row.type === 'status_change' || frame.row.type === 'revert_completed';

const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof HttpFailed && [502, 503, 504].includes(error.status));
