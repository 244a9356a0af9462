import type { WebSocket } from 'ws';
import type { BeatFrame } from '../../../machines/model/feed.ts';
import { MISSED_PINGS, UNSENT_BYTES } from './bounds.ts';
import { DONE, INTERNAL_ERROR, PROTOCOL_FAULT, TOO_BIG, TRY_AGAIN_LATER } from './close-codes.ts';
import type { Topic, TopicEnd, TopicPage } from './topic.ts';

/** What a viewer needs of its WebSocket. */
export type ViewerSocket = Pick<
  WebSocket,
  'send' | 'close' | 'terminate' | 'ping' | 'on' | 'once' | 'bufferedAmount' | 'readyState' | 'OPEN'
>;

/** Everything a viewer is made of. */
export interface ViewerOptions {
  readonly socket: ViewerSocket;
  readonly topic: Topic;
  /** The last `seq` that it has. */
  readonly after: number;
  /** Whether the key that it showed is still good. */
  readonly mayStay: () => boolean;
  /** Is sent a beat with each ping, which a browser does not see. */
  readonly hasBeat?: boolean | undefined;
  /** Runs what it is given when others have had their turn. */
  readonly later: (go: () => void) => void;
  readonly unsentMs: number;
  /** Its rows could not be read; it is let go. */
  readonly failed: (error: unknown) => void;
  /** It reads too slowly; it is let go. */
  readonly tooSlow: () => void;
}

/** What a viewer says is not looked at; who says more than this in one message is let go. */
const HEARD_BYTES = 4096;

const BEAT: BeatFrame = { type: 'beat' };

/**
 * One WebSocket that follows a topic. It reads a page, sends it, and reads the next only when the network
 * has taken the last frame: one page is all that it ever holds, and about 1 MiB of it in the socket.
 */
export class Viewer {
  readonly topic: Topic;
  readonly #socket: ViewerSocket;
  readonly #unsentMs: number;
  readonly #mayStay: () => boolean;
  readonly #hasBeat: boolean;
  readonly #later: (go: () => void) => void;
  readonly #failed: (error: unknown) => void;
  readonly #tooSlow: () => void;
  #after: number;
  #isSending = false;
  #missedPings = 0;

  constructor({ socket, topic, after, mayStay, hasBeat = false, later, unsentMs, failed, tooSlow }: ViewerOptions) {
    this.topic = topic;
    this.#socket = socket;
    this.#unsentMs = unsentMs;
    this.#mayStay = mayStay;
    this.#hasBeat = hasBeat;
    this.#later = later;
    this.#failed = failed;
    this.#tooSlow = tooSlow;
    // Beyond the last there is nothing: the viewer comes from a database before this one.
    this.#after = Math.min(after, topic.source.lastSeq());
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
    if (!this.#isStillGood()) return this.#socket.close(PROTOCOL_FAULT, 'your API key is not good any more');
    this.#socket.ping();
    // A page that is on its way is a sign of life, too, and nothing comes after the end.
    if (this.#hasBeat && !this.#isSending) this.#socket.send(JSON.stringify(BEAT));
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
    const end = this.topic.end();
    const { frames, after } = this.topic.next(this.#after);
    this.#after = after;
    if (frames.length > 0) this.#send(frames);
    else if (end !== undefined) this.#finish(end);
  }

  #send(frames: TopicPage['frames']): void {
    this.#isSending = true;
    let index = 0;
    const socket = this.#socket;
    while (index < frames.length - 1 && socket.bufferedAmount < UNSENT_BYTES) socket.send(textOf(frames[index++]));
    const rest = frames.slice(index + 1);
    const slow = setTimeout(() => this.#letGo(), this.#unsentMs).unref();
    socket.send(textOf(frames[index]), (error) => {
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

  #finish({ frame, reason }: TopicEnd): void {
    this.#isSending = true;
    this.#socket.send(JSON.stringify(frame), () => this.#socket.close(DONE, reason));
  }
}

const textOf = (frame: object | string | undefined): string =>
  typeof frame === 'string' ? frame : JSON.stringify(frame);
