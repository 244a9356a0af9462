import { setTimeout as sleep } from 'node:timers/promises';
import { HttpFailed } from '../../machines/errors.ts';
import type { FeedFrame, FeedRow } from '../../machines/model/feed.ts';
import type { RolloutDetail } from '../../machines/model/rollout.ts';
import { isPassing } from '../asking/passing.ts';
import type { Progress } from '../output/progress.ts';
import { printable } from '../../services/host/printable.ts';
import { feedRowLine } from '../output/feed-row-line.ts';
import { rolloutBlock } from '../output/rollout-block.ts';
import { isOver } from '../output/rollout-end.ts';
import { RolloutView } from '../output/rollout-view.ts';
import { type AskWhy, Sentences } from './sentences.ts';

/** What watching needs of the control plane. */
export interface RolloutSource {
  rollout(): Promise<RolloutDetail>;
  /** Asked only of a control plane that can say it. */
  readonly why: AskWhy;
  /** Rows after a sequence number, then as they come; resumes by itself, and fails with a 404 where there is no feed. */
  feed(options: {
    after: number;
    signal: AbortSignal;
    onState: (state: 'connected' | 'lost') => void;
  }): AsyncIterable<FeedFrame>;
}

/** How to watch. */
export interface FollowOptions {
  readonly source: RolloutSource;
  readonly progress: Progress;
  /** The last row that is known already; 0: show all. */
  readonly after: number;
  /** 0: for ever. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Hears what happens, for who reads it line by line: rows of the feed; else the rollout whenever it has changed. */
  readonly tell?: ((news: FollowNews) => void) | undefined;
  /** How often a control plane without a feed, or one that is away, is asked; 2 s unless told. */
  readonly pollMs?: number;
}

/** What happens in a rollout, as data. */
export type FollowNews =
  { readonly type: 'row'; readonly row: FeedRow } | { readonly type: 'status'; readonly rollout: RolloutDetail };

/** How watching ended, and the rollout as it was last seen; undefined when the control plane was away all the time. */
export type Followed =
  | { readonly end: 'over'; readonly rollout: RolloutDetail }
  | { readonly end: 'deleted'; readonly rollout: RolloutDetail }
  | {
      readonly end: 'timed_out' | 'interrupted';
      readonly rollout: RolloutDetail | undefined;
      /** What was waited for, a line for each machine. */
      readonly waiting: readonly string[];
    };

const POLL_MS = 2_000;
const AWAY = 'the control plane is away; waiting for it';
/** Longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Shows what happens in a rollout until it is over, paused, or no longer waited for. A control plane that is away is waited for. */
export async function followRollout(options: FollowOptions): Promise<Followed> {
  const { timeoutSeconds } = options;
  const timeout =
    timeoutSeconds === 0 ? undefined : AbortSignal.timeout(Math.min(timeoutSeconds * 1000, LONGEST_TIMER_MS));
  const signal = timeout ? AbortSignal.any([options.signal, timeout]) : options.signal;
  const watch = new Following({ ...options, signal });
  try {
    return { end: 'over', rollout: await watch.untilOver() };
  } catch (error) {
    const { rollout } = watch;
    if (!signal.aborted && rollout && isMissing(error)) return { end: 'deleted', rollout };
    if (!signal.aborted) throw error;
    return { end: options.signal.aborted ? 'interrupted' : 'timed_out', rollout, waiting: watch.waiting };
  } finally {
    options.progress.end();
  }
}

class Following {
  readonly #options: FollowOptions;
  readonly #sentences: Sentences;
  /** As it was last seen. */
  rollout: RolloutDetail | undefined;
  /** What was last waited for, a line for each machine. */
  waiting: readonly string[] = [];

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#sentences = new Sentences(options.source.why);
  }

  async untilOver(): Promise<RolloutDetail> {
    const first = await this.#refreshed();
    if (isOver(first) && this.#options.after >= (first.last_seq ?? 0)) return first;
    const followed = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, followed.signal]);
    const view = new RolloutView(first);
    try {
      return await Promise.race([this.#follow(view, signal), this.#explain(view, signal)]);
    } catch (error) {
      // There is no feed. If there is no rollout either, asking for it tells.
      if (!isMissing(error)) throw error;
      followed.abort();
      return await this.#poll();
    } finally {
      followed.abort();
    }
  }

  async #follow(view: RolloutView, signal: AbortSignal): Promise<RolloutDetail> {
    const { source, after, progress } = this.#options;
    const onState = (state: 'connected' | 'lost') => {
      if (state === 'lost') progress.status(AWAY);
      else this.#tellStatus(view);
    };
    const frames = source.feed({ after, signal, onState })[Symbol.asyncIterator]();
    try {
      for (let next = await frames.next(); !next.done; next = await frames.next()) {
        const { value: frame } = next;
        this.#take(frame, view);
        if (!mayEnd(frame)) continue;
        const rollout = await this.#refreshed();
        // Rows are missing: this is what came of them.
        if (frame.type === 'gap') this.#options.tell?.({ type: 'status', rollout });
        if (!isOver(rollout)) continue;
        if (frame.type === 'row')
          await this.#takeRest(frames, view, { from: frame.row.seq, to: rollout.last_seq ?? 0 });
        return rollout;
      }
    } finally {
      // Lets go of its connection. Not waited for: one that is being read ends with the signal.
      frames.return?.().catch(() => undefined);
    }
    this.#options.signal.throwIfAborted();
    // The feed has ended and the rollout has not: it was trimmed, or is closing.
    return await this.#poll();
  }

  /** Takes the rows that led to the end of the rollout: it was over before they were all read. Waits no longer than for a question. */
  async #takeRest(frames: AsyncIterator<FeedFrame>, view: RolloutView, { from, to }: { from: number; to: number }) {
    const enough = new AbortController();
    const patience = sleep(this.#options.pollMs ?? POLL_MS, undefined, { signal: enough.signal }).catch(
      () => undefined,
    );
    for (let seen = from; seen < to;) {
      const next = frames.next();
      // Nobody waits for it once there was enough.
      next.catch(() => undefined);
      const result = await Promise.race([next, patience]);
      if (!result || result.done || result.value.type !== 'row') break;
      this.#take(result.value, view);
      seen = result.value.row.seq;
    }
    enough.abort();
  }

  #take(frame: FeedFrame, view: RolloutView): void {
    if (frame.type !== 'row') return;
    this.#options.tell?.({ type: 'row', row: frame.row });
    this.#show(frame.row, view);
  }

  async #poll(): Promise<RolloutDetail> {
    const { progress, signal, tell, pollMs = POLL_MS } = this.#options;
    let shown = new Set<number>();
    let told = '';
    for (;;) {
      const rollout = await this.#refreshed();
      const text = JSON.stringify(rollout);
      if (text !== told) tell?.({ type: 'status', rollout });
      told = text;
      for (const { id, event_type: type, detail } of rollout.events.filter((event) => !shown.has(event.id))) {
        progress.line(printable(`${type} ${detail}`));
        shown = shown.add(id);
      }
      this.#tellStatus(new RolloutView(rollout));
      if (isOver(rollout)) return rollout;
      await sleep(pollMs, undefined, { signal });
    }
  }

  #explain(view: RolloutView, signal: AbortSignal): Promise<never> {
    const { pollMs: everyMs = POLL_MS } = this.#options;
    const onNews = () => this.#tellStatus(view);
    return this.#sentences.keepAsking(() => view.waiting(), onNews, { signal, everyMs });
  }

  #show(row: FeedRow, view: RolloutView): void {
    view.see(row);
    this.#sentences.nudge();
    const line = feedRowLine(row, view.membersOf(row.detail['batch_index']));
    if (line !== undefined) this.#options.progress.line(line);
    this.#tellStatus(view);
  }

  #tellStatus(view: RolloutView): void {
    this.waiting = this.#sentences.lines((machine) => view.isWaiting(machine));
    this.#options.progress.reached?.(view.fraction);
    this.#options.progress.status(
      view.line,
      rolloutBlock(view, (machine) => this.#sentences.of(machine)),
    );
  }

  /** The rollout as it is now; a control plane that restarts is asked again. */
  async #refreshed(): Promise<RolloutDetail> {
    const { source, signal, progress, pollMs = POLL_MS } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      try {
        const rollout = await unlessAborted(source.rollout(), signal);
        this.rollout = rollout;
        return rollout;
      } catch (error) {
        if (!isPassing(error)) throw error;
        progress.status(AWAY);
        await sleep(pollMs, undefined, { signal });
      }
    }
  }
}

/** Rows nudge, the rollout itself tells: an old row may say `paused` of one that was resumed since. */
const mayEnd = (frame: FeedFrame): boolean =>
  frame.type !== 'row' || frame.row.type === 'status_change' || frame.row.type === 'revert_completed';

/** The answer, unless nobody waits for it any more. */
async function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  let abort = () => undefined as void;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([answer, aborted]).finally(() => signal.removeEventListener('abort', abort));
}

const isMissing = (error: unknown): boolean => error instanceof HttpFailed && error.status === 404;
