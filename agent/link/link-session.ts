import type { WebSocket } from 'ws';
import { BadShape, failureOf } from '../../machines/errors.ts';
import type { DownFrame, HelloFrame, UpFrame, WelcomeFrame } from '../../machines/model/link.ts';
import type { AgentState } from '../../machines/model/machine.ts';
import { cutText } from '../../machines/policy/agent-message.ts';
import { downFrame } from './link-frames.ts';
import { LinkReports, type LinkReportsParts } from './link-reports.ts';
import type { Log } from '../log.ts';

/** What is heard on a link, for who decides. */
export type Told = Exclude<DownFrame, { type: 'ack' }>;

/** What one connection of the link is made of. */
export interface SessionParts {
  readonly socket: WebSocket;
  readonly hello: HelloFrame;
  readonly reports: Pick<LinkReportsParts, 'outbox' | 'reporter'>;
  readonly told: (frame: Told) => void;
  readonly log: Log;
  readonly timing: SessionTiming;
}

/** How long the other side may be silent; ms. */
export interface SessionTiming {
  readonly welcomeMs: number;
  /** It pings every 30 s: then it is gone. */
  readonly silenceMs: number;
  readonly acknowledgeMs: number;
}

/** What is heard and said in the state of an agent. */
export interface Doing {
  readonly state: AgentState;
  /** ms since the epoch. */
  readonly since: number;
}

const DONE = 1000;
const NOT_TEXT = 1003;
const PROTOCOL_FAULT = 1008;
const INTERNAL_ERROR = 1011;
/** The longest reason that a close frame has room for, UTF-8. */
const REASON_BYTES = 123;
const MOST_UNSENT = 1024 * 1024;

/** One connection of the link, from `hello` to its end. */
export class LinkSession {
  readonly #parts: SessionParts;
  readonly #reports: LinkReports;
  readonly #silence: NodeJS.Timeout;
  readonly #welcoming: NodeJS.Timeout;
  #why: string | undefined;
  #welcomedAt: number | undefined;
  /** Ends with the connection; why that ended. */
  readonly ended: Promise<string>;

  constructor(parts: SessionParts) {
    const { socket, timing, log } = parts;
    this.#parts = parts;
    this.#reports = new LinkReports({
      ...parts.reports,
      log,
      patienceMs: timing.acknowledgeMs,
      send: (frame) => this.#say(frame),
      maySend: () => this.#isOpen && socket.bufferedAmount < MOST_UNSENT,
      failed: (error) => this.#broken(error),
    });
    this.#silence = setTimeout(() => this.cut('it has gone silent'), timing.silenceMs).unref();
    this.#welcoming = setTimeout(() => this.cut('it did not answer `hello`'), timing.welcomeMs).unref();
    const hear = () => this.#silence.refresh();
    socket.on('ping', hear).on('message', hear);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#hear(data, isBinary));
    socket.on('error', (error) => (this.#why ??= failureOf(error).message));
    this.ended = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#over();
        resolve(this.#why ?? (reason.length > 0 ? reason.toString('utf8') : `the connection ended (code ${code})`));
      });
    });
    this.#say(parts.hello);
    socket.resume();
  }

  /** Since when the other side has welcomed us, by the clock that nobody sets; undefined: it has not. */
  get welcomedAt(): number | undefined {
    return this.#welcomedAt;
  }

  /** It was welcomed and has not ended. */
  get stands(): boolean {
    return this.#welcomedAt !== undefined && this.#isOpen;
  }

  /** There is room for what may be lost. */
  get hasRoom(): boolean {
    return this.stands && this.#parts.socket.bufferedAmount < MOST_UNSENT;
  }

  /** Says a frame that may be lost. */
  note(frame: Exclude<UpFrame, { type: 'report' | 'hello' }>): void {
    if (this.hasRoom) this.#say(frame);
  }

  /** Sends all reports that wait now; whether they were acknowledged. */
  delivered(): Promise<boolean> {
    return this.#reports.delivered();
  }

  /** No reports for a while: they go another way. */
  hold(isHeld: boolean): void {
    this.#reports.hold(isHeld);
  }

  /** Asks for the end in good order. */
  close(reason: string): void {
    this.#close(DONE, reason);
  }

  /** Ends it at once: the other side would not answer. */
  cut(reason: string): void {
    this.#why ??= reason;
    this.#parts.socket.terminate();
  }

  get #isOpen(): boolean {
    const { socket } = this.#parts;
    return socket.readyState === socket.OPEN;
  }

  #say(frame: UpFrame): void {
    if (this.#isOpen) this.#parts.socket.send(JSON.stringify(frame));
  }

  #close(code: number, reason: string): void {
    this.#why ??= reason;
    this.#reports.end();
    this.#parts.socket.close(code, cutText(reason, REASON_BYTES));
  }

  #over(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#welcoming);
    this.#reports.end();
  }

  #broken(error: unknown): void {
    if (this.#isOpen) this.#parts.log('ERROR', 'the link ends by a fault of the agent', { ...failureOf(error) });
    this.#close(INTERNAL_ERROR, 'a fault of the agent');
  }

  /** What comes from the network ends the link at worst, never the agent. */
  #hear(data: Buffer, isBinary: boolean): void {
    if (!this.#isOpen) return;
    try {
      if (isBinary) return this.#close(NOT_TEXT, 'frames are JSON in text');
      const frame = downFrame(data.toString('utf8'));
      if (frame?.type === 'welcome') this.#welcome(frame);
      else if (frame && this.#welcomedAt !== undefined) this.#take(frame);
    } catch (error) {
      if (error instanceof BadShape) this.#close(PROTOCOL_FAULT, error.message);
      else this.#broken(error);
    }
  }

  #welcome(frame: WelcomeFrame): void {
    if (this.#welcomedAt !== undefined) return;
    clearTimeout(this.#welcoming);
    this.#welcomedAt = performance.now();
    this.#parts.told(frame);
    this.#reports.begin(frame.resume_after, this.#parts.hello.last_seq);
  }

  #take(frame: Exclude<DownFrame, WelcomeFrame>): void {
    if (frame.type === 'ack') this.#reports.acknowledge(frame.seq, frame.refused);
    else this.#parts.told(frame);
  }
}
