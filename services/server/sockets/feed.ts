import type { Engine } from '../../actors/engine.ts';
import type { Log } from '../log.ts';
import type { Topic, TopicSource } from './topic.ts';
import { Viewer, type ViewerSocket } from './viewer.ts';

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
  readonly engine: Pick<Engine, 'onCommit'>;
  readonly log: Log;
  readonly timing?: Partial<FeedTiming> | undefined;
}

/** A source that has viewers. */
interface Followed {
  readonly viewers: Set<Viewer>;
  /** Up to which `seq` they were told to look. */
  seen: number;
  resting?: NodeJS.Timeout | undefined;
}

const TIMING: FeedTiming = { restMs: 10, unsentMs: 15_000, pingMs: 30_000 };

/** Where a viewer goes on, and for how long it may watch. */
export interface Watching {
  /** The last `seq` that it has. */
  readonly after: number;
  /** Is asked at every ping. */
  readonly mayStay: () => boolean;
  /** It wants a beat with each ping. */
  readonly hasBeat?: boolean | undefined;
}

/**
 * All viewers. A commit is a nudge to look: once for all of them, at most every few ms, and only those
 * viewers read whose topic has something new.
 */
export class Feed {
  readonly #timing: FeedTiming;
  readonly #log: Log;
  readonly #viewers = new Set<Viewer>();
  readonly #sources = new Map<TopicSource, Followed>();
  readonly #unsubscribe: () => void;
  readonly #pinging: NodeJS.Timeout;
  /** What viewers do next: each page in a turn of the event loop of its own. */
  readonly #next: (() => void)[] = [];
  #slow = 0;

  constructor({ engine, log, timing = {} }: FeedParts) {
    this.#log = log;
    this.#timing = { ...TIMING, ...timing };
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
  serve(socket: ViewerSocket, topic: Topic, watching: Watching): void {
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
      unsentMs,
    });
    this.#add(viewer);
    socket.once('close', () => this.#remove(viewer));
    this.#later(() => viewer.advance());
  }

  /** Stops listening; the sockets are the server's to close. */
  stop(): void {
    this.#unsubscribe();
    clearInterval(this.#pinging);
    for (const { resting } of this.#sources.values()) clearTimeout(resting);
    this.#sources.clear();
    this.#next.length = 0;
  }

  #add(viewer: Viewer): void {
    const { source } = viewer.topic;
    const followed = this.#sources.get(source);
    // Nobody was there to be told of what came before.
    if (followed === undefined) this.#sources.set(source, { viewers: new Set([viewer]), seen: source.lastSeq() });
    else followed.viewers.add(viewer);
    this.#viewers.add(viewer);
  }

  #remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    const { source } = viewer.topic;
    const followed = this.#sources.get(source);
    followed?.viewers.delete(viewer);
    if (followed === undefined || followed.viewers.size > 0) return;
    clearTimeout(followed.resting);
    this.#sources.delete(source);
  }

  #nudge(): void {
    for (const [source, followed] of this.#sources) {
      followed.resting ??= setTimeout(() => {
        followed.resting = undefined;
        this.#tell(source, followed);
      }, source.restMs ?? this.#timing.restMs);
    }
  }

  #tell(source: TopicSource, followed: Followed): void {
    try {
      const last = source.lastSeq();
      if (last === followed.seen) return;
      const { seen } = followed;
      const subjects = source.subjectsSince(seen);
      followed.seen = last;
      for (const viewer of followed.viewers) {
        const { subject } = viewer.topic;
        if (subject === undefined || subjects === undefined || subjects.has(subject)) viewer.advance();
        else viewer.topic.passOver?.(seen, last);
      }
    } catch (error) {
      // The next commit nudges again.
      this.#log('error', 'what feeds follow cannot be read', { error });
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
