import type { Engine } from '../../actors/engine.ts';
import type { Log } from '../log.ts';
import { type FeedReads, Viewer, type ViewerSocket, type ViewerTopic } from './viewer.ts';

/** How feeds keep time; ms. */
export interface FeedTiming {
  /** Commits within this time are one nudge. */
  readonly restMs: number;
  /** A viewer that does not take what was sent for this long is let go. */
  readonly unsentMs: number;
  /** Viewers are pinged this often, and gone when they miss two. */
  readonly pingMs: number;
}

/** What feeds are made of. */
export interface FeedParts {
  readonly reads: FeedReads;
  readonly engine: Pick<Engine, 'onCommit'>;
  readonly log: Log;
  readonly timing?: Partial<FeedTiming> | undefined;
}

const TIMING: FeedTiming = { restMs: 10, unsentMs: 15_000, pingMs: 30_000 };

/** Where a viewer goes on, and for how long it may watch. */
export interface Watching {
  /** The last `seq` that it has. */
  readonly after: number;
  /** Is asked at every ping. */
  readonly mayStay: () => boolean;
}

/**
 * All viewers. A commit is a nudge to look: once for all of them, at most every few ms, and only those
 * viewers read whose rollout has something new.
 */
export class Feed {
  readonly #reads: FeedReads;
  readonly #timing: FeedTiming;
  readonly #log: Log;
  readonly #viewers = new Set<Viewer>();
  readonly #unsubscribe: () => void;
  readonly #pinging: NodeJS.Timeout;
  #resting: NodeJS.Timeout | undefined;
  /** What viewers do next: each page in a turn of the event loop of its own. */
  readonly #next: (() => void)[] = [];
  #seen: number;
  #slow = 0;

  constructor({ reads, engine, log, timing = {} }: FeedParts) {
    this.#reads = reads;
    this.#log = log;
    this.#timing = { ...TIMING, ...timing };
    this.#seen = reads.events.lastSeq();
    this.#unsubscribe = engine.onCommit(() => this.#nudge());
    this.#pinging = setInterval(() => this.#ping(), this.#timing.pingMs).unref();
  }

  /** How many are watching. */
  get size(): number {
    return this.#viewers.size;
  }

  /** How many were let go because they read too slowly. */
  get slow(): number {
    return this.#slow;
  }

  /** Sends a viewer what it asked for, and then what happens, until it goes. */
  serve(socket: ViewerSocket, topic: ViewerTopic, watching: Watching): void {
    const failed = (error: unknown) => this.#log('error', 'a feed cannot be read', { error });
    const tooSlow = () => (this.#slow += 1);
    const { unsentMs } = this.#timing;
    const viewer = new Viewer({
      ...watching,
      socket,
      topic,
      later: (go) => this.#later(go),
      failed,
      tooSlow,
      reads: this.#reads,
      unsentMs,
    });
    // Nobody was there to be told of what came before.
    if (this.#viewers.size === 0) this.#seen = this.#reads.events.lastSeq();
    this.#viewers.add(viewer);
    socket.once('close', () => this.#viewers.delete(viewer));
    this.#later(() => viewer.advance());
  }

  /** Stops listening; the sockets are the server's to close. */
  stop(): void {
    this.#unsubscribe();
    clearInterval(this.#pinging);
    clearTimeout(this.#resting);
    this.#next.length = 0;
  }

  #nudge(): void {
    if (this.#resting !== undefined || this.#viewers.size === 0) return;
    this.#resting = setTimeout(() => {
      this.#resting = undefined;
      try {
        this.#tellViewers();
      } catch (error) {
        // The next commit nudges again.
        this.#log('error', 'the events cannot be read', { error });
      }
    }, this.#timing.restMs);
  }

  #tellViewers(): void {
    const last = this.#reads.events.lastSeq();
    if (last === this.#seen) return;
    const changed = new Set(this.#reads.events.rolloutsSince(this.#seen));
    this.#seen = last;
    for (const viewer of this.#viewers) {
      const { rolloutId } = viewer.topic;
      if (rolloutId === undefined || changed.has(rolloutId)) viewer.advance();
    }
  }

  /** The network takes many pages at once: viewers that catch up would have this thread to themselves. */
  #later(go: () => void): void {
    this.#next.push(go);
    if (this.#next.length === 1) setImmediate(() => this.#runNext());
  }

  #runNext(): void {
    this.#next[0]?.();
    this.#next.shift();
    if (this.#next.length > 0) setImmediate(() => this.#runNext());
  }

  #ping(): void {
    for (const viewer of this.#viewers) viewer.ping();
  }
}
