import type { WebSocket } from 'ws';
import type { FeedFrame } from '../../../machines/model/feed.ts';
import { type EventReads, feedRow } from '../../store/read/events.ts';
import type { RolloutReads } from '../../store/read/rollouts.ts';
import { MISSED_PINGS, UNSENT_BYTES } from './bounds.ts';
import { DONE, INTERNAL_ERROR, PROTOCOL_FAULT, TOO_BIG, TRY_AGAIN_LATER } from './close-codes.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';

/** The questions that feeds ask. */
export interface FeedReads {
  readonly events: EventReads;
  readonly rollouts: Pick<RolloutReads, 'standing'>;
}

/** What a viewer needs of its WebSocket. */
export type ViewerSocket = Pick<
  WebSocket,
  'send' | 'close' | 'terminate' | 'ping' | 'on' | 'once' | 'bufferedAmount' | 'readyState' | 'OPEN'
>;

/** What a viewer follows: one rollout to its end, or everything, or only some types of event. */
export interface ViewerTopic {
  readonly rolloutId?: string;
  readonly types?: readonly string[];
}

/** Everything a viewer is made of. */
export interface ViewerOptions {
  readonly socket: ViewerSocket;
  readonly topic: ViewerTopic;
  /** The last `seq` that it has. */
  readonly after: number;
  /** Whether the key that it showed is still good. */
  readonly mayStay: () => boolean;
  readonly reads: FeedReads;
  /** Runs what it is given when others have had their turn. */
  readonly later: (go: () => void) => void;
  readonly unsentMs: number;
  /** Its rows could not be read; it is let go. */
  readonly failed: (error: unknown) => void;
  /** It reads too slowly; it is let go. */
  readonly tooSlow: () => void;
}

const PAGE = 500;
/** What a viewer says is not looked at; who says more than this in one message is let go. */
const HEARD_BYTES = 4096;

/**
 * One WebSocket that follows `events`. It reads a page, sends it, and reads the next only when the network
 * has taken the last frame: one page is all that it ever holds, and about 1 MiB of it in the socket.
 */
export class Viewer {
  readonly topic: ViewerTopic;
  readonly #socket: ViewerSocket;
  readonly #reads: FeedReads;
  readonly #unsentMs: number;
  readonly #mayStay: () => boolean;
  readonly #later: (go: () => void) => void;
  readonly #failed: (error: unknown) => void;
  readonly #tooSlow: () => void;
  #after: number;
  #hasLookedForGap = false;
  #isSending = false;
  #missedPings = 0;

  constructor({ socket, topic, after, mayStay, reads, later, unsentMs, failed, tooSlow }: ViewerOptions) {
    this.topic = topic;
    this.#socket = socket;
    this.#reads = reads;
    this.#unsentMs = unsentMs;
    this.#mayStay = mayStay;
    this.#later = later;
    this.#failed = failed;
    this.#tooSlow = tooSlow;
    // Beyond the last there is nothing: the viewer comes from a database before this one.
    this.#after = Math.min(after, reads.events.lastSeq());
    socket.on('pong', () => (this.#missedPings = 0));
    socket.on('message', (data: Buffer) => {
      if (data.length > HEARD_BYTES) socket.close(TOO_BIG, 'a feed is to be listened to');
    });
  }

  /** There may be something new: sends it unless a page is still on its way, which goes on by itself. */
  advance(): void {
    if (this.#isSending || this.#socket.readyState !== this.#socket.OPEN) return;
    try {
      this.#sendNext();
    } catch (error) {
      // Nobody above this would catch it: a timer or the socket has called.
      this.#failed(error);
      this.#socket.close(INTERNAL_ERROR, 'the feed cannot be read');
    }
  }

  /** Asks for a sign of life. The one who gave none twice is gone; so is the one whose key was revoked or has expired. */
  ping(): void {
    if (this.#missedPings >= MISSED_PINGS) return this.#socket.terminate();
    this.#missedPings += 1;
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#isStillGood()) this.#socket.ping();
    else this.#socket.close(PROTOCOL_FAULT, 'your API key is not good any more');
  }

  /** A database that cannot be read says nothing against the key. */
  #isStillGood(): boolean {
    try {
      return this.#mayStay();
    } catch (error) {
      this.#failed(error);
      return true;
    }
  }

  #sendNext(): void {
    // The end is asked for before the rows: a row that came in between is then sent before it.
    const end = this.#end();
    const last = this.#reads.events.lastSeq();
    const frames = this.#nextFrames(last);
    if (frames.length > 0) this.#send(frames);
    else if (end !== undefined) this.#finish(end);
  }

  #nextFrames(last: number): FeedFrame[] {
    const gap = this.#gap();
    const { rolloutId, types = [] } = this.topic;
    const rows = this.#reads.events.page({ after: this.#after, limit: PAGE, rolloutId, topics: types });
    // A page that is not full has all that there was: what the filter passed over need not be read again.
    this.#after = rows.length < PAGE ? Math.max(last, rows.at(-1)?.seq ?? 0) : (rows.at(-1)?.seq ?? last);
    return [...gap, ...rows.map((row): FeedFrame => ({ type: 'row', row: feedRow(row) }))];
  }

  /** Rows that the viewer does not have and cannot get any more. */
  #gap(): FeedFrame[] {
    const to = this.#lostUpTo();
    const from = this.#after + 1;
    if (from > to) return [];
    this.#after = to;
    return [{ type: 'gap', from, to }];
  }

  /** Rows are trimmed before a viewer comes, and while one reads that began far back. */
  #lostUpTo(): number {
    const { rolloutId } = this.topic;
    // Those of a rollout that goes on are kept, and those of one that has ended are sent at once.
    if (this.#hasLookedForGap && rolloutId !== undefined) return 0;
    this.#hasLookedForGap = true;
    const { events, rollouts } = this.#reads;
    const startedAt = rolloutId === undefined ? 0 : (rollouts.standing(rolloutId)?.created_at ?? 0);
    const oldest = events.oldest() ?? { seq: events.lastSeq() + 1, at: Number.POSITIVE_INFINITY };
    const goesOn = rolloutId !== undefined && this.#end() === undefined;
    const trimmed = goesOn ? undefined : events.trimmed();
    const isTouched = trimmed !== undefined && startedAt < trimmed.before;
    return Math.max(startedAt < oldest.at ? oldest.seq - 1 : 0, isTouched ? trimmed.seq : 0);
  }

  #send(frames: readonly FeedFrame[]): void {
    this.#isSending = true;
    let index = 0;
    const socket = this.#socket;
    while (index < frames.length - 1 && socket.bufferedAmount < UNSENT_BYTES)
      socket.send(JSON.stringify(frames[index++]));
    const rest = frames.slice(index + 1);
    const slow = setTimeout(() => this.#letGo(), this.#unsentMs).unref();
    socket.send(JSON.stringify(frames[index]), (error) => {
      clearTimeout(slow);
      if (error || socket.readyState !== socket.OPEN) return;
      if (rest.length > 0) return this.#send(rest);
      this.#later(() => {
        this.#isSending = false;
        this.advance();
      });
    });
  }

  #letGo(): void {
    this.#tooSlow();
    this.#socket.close(TRY_AGAIN_LATER, 'you read too slowly');
  }

  #end(): string | undefined {
    const { rolloutId } = this.topic;
    if (rolloutId === undefined) return undefined;
    const standing = this.#reads.rollouts.standing(rolloutId);
    if (standing === undefined) return 'deleted';
    return hasEnded(standing) ? (standing.phase ?? standing.status) : undefined;
  }

  #finish(reason: string): void {
    this.#isSending = true;
    const frame: FeedFrame = { type: 'end', reason };
    this.#socket.send(JSON.stringify(frame), () => this.#socket.close(DONE, 'the rollout has ended'));
  }
}
