import type { WebSocket } from 'ws';
import { Unavailable } from '../../../machines/errors.ts';
import type { DownFrame, HelloFrame, StateFrame, UpFrame, Wanted, WelcomeFrame } from '../../../machines/model/link.ts';
import type { AgentState } from '../../../machines/model/machine.ts';
import type { Report } from '../../../machines/model/report.ts';
import { cutText } from '../../../machines/policy/agent-message.ts';
import type { SaidLog, SaidState } from '../../actors/said.ts';
import { MISSED_PINGS, UNSENT_BYTES } from './bounds.ts';
import { INTERNAL_ERROR, NOT_TEXT, PROTOCOL_FAULT, TRY_AGAIN_LATER } from './close-codes.ts';
import type { FrameReader } from './link-frames.ts';
import { LinkReports, type ReportDoor } from './link-reports.ts';
import type { GroupedReport } from './report-group.ts';

/** What all links share. */
export interface LinkHost {
  readonly readFrame: FrameReader;
  /** Ends when the report is on disk. */
  report(report: GroupedReport): Promise<void>;
  /** Answers the first frame of a link. */
  welcome(link: Link, hello: HelloFrame): void;
  state(said: SaidState): void;
  log(said: SaidLog): void;
  /** Hears of a report that was not taken, and whether it will come again. */
  failed(machineId: string, error: unknown, willReturn: boolean): void;
  /** Has sent more than the network takes at once. */
  unsent(link: Link): void;
}

/** How long an agent may take; ms. */
export interface Patience {
  readonly helloMs: number;
  readonly unsentMs: number;
}

/** The longest reason that a close frame has room for, UTF-8. */
const REASON_BYTES = 123;

/** One agent's WebSocket: what is heard on it, and what is said. */
export class Link implements ReportDoor {
  readonly machineId: string;
  readonly #socket: WebSocket;
  readonly #host: LinkHost;
  readonly #openedAt: number;
  readonly #reports = new LinkReports(this);
  #epoch: string | undefined;
  #state: AgentState | undefined;
  #wanted: string | undefined;
  #isGreeted = false;
  #isPaused = false;
  #missedPings = 0;
  #unsentSince = 0;

  constructor(machineId: string, socket: WebSocket, { host, now }: { readonly host: LinkHost; readonly now: number }) {
    this.machineId = machineId;
    this.#socket = socket;
    this.#host = host;
    this.#openedAt = now;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#hear(data, isBinary));
    socket.on('pong', () => (this.#missedPings = 0));
  }

  /** Asks for a sign of life; the one who gave none twice is gone. */
  ping(): void {
    // While we do not read we cannot hear.
    if (this.#isPaused) return;
    if (this.#missedPings >= MISSED_PINGS) return this.#socket.terminate();
    this.#missedPings += 1;
    if (this.#isConnected) this.#socket.ping();
  }

  /** Lets go of an agent that does not say hello, or does not take what was sent; false: nothing is to be feared of it. */
  check(now: number, { helloMs, unsentMs }: Patience): boolean {
    if (this.#socket.bufferedAmount === 0) this.#unsentSince = 0;
    else if (this.#unsentSince === 0) this.#unsentSince = now;
    else if (now - this.#unsentSince >= unsentMs) this.close(TRY_AGAIN_LATER, 'you read too slowly');
    if (this.#epoch !== undefined) return this.#unsentSince > 0;
    if (now - this.#openedAt >= helloMs) this.close(PROTOCOL_FAULT, 'you did not say hello');
    return true;
  }

  /** Answers `hello`; nothing is said before. */
  greet(welcome: WelcomeFrame): void {
    this.#isGreeted = true;
    this.send(welcome);
  }

  /** Says what the machine should run, unless that was the last thing said of it. */
  tellWanted(wanted: Wanted | null): void {
    if (!this.#isGreeted) return;
    const text = JSON.stringify({ type: 'wanted', wanted } satisfies DownFrame);
    if (text === this.#wanted) return;
    this.#wanted = text;
    this.#sendText(text);
  }

  /** Sends a frame; an agent that does not take them is let go. False: it was not sent. */
  send(frame: DownFrame): boolean {
    return this.#isGreeted && this.#sendText(JSON.stringify(frame));
  }

  /** Asks the agent to go. Nothing that it says from now on is taken; what was not acknowledged it sends again. */
  close(code: number, reason: string): void {
    if (!this.#isConnected) return;
    this.#reports.drop();
    this.#socket.close(code, cutText(reason, REASON_BYTES));
    // Or its answer would not be read.
    this.resume();
  }

  take(report: Report, hasFollowers: boolean): Promise<void> {
    return this.#host.report({ machineId: this.machineId, report, hasFollowers });
  }

  acknowledge(seq: number, refused?: string): void {
    this.send({ type: 'ack', seq, ...(refused !== undefined && { refused }) });
  }

  failed(error: unknown, willReturn: boolean): void {
    this.#host.failed(this.machineId, error, willReturn);
    if (!willReturn) return;
    if (error instanceof Unavailable) this.close(TRY_AGAIN_LATER, error.message);
    else this.close(INTERNAL_ERROR, 'internal error: the log of the control plane says more');
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  get #isConnected(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #sendText(text: string): boolean {
    if (!this.#isConnected) return false;
    if (this.#socket.bufferedAmount > UNSENT_BYTES) {
      this.close(TRY_AGAIN_LATER, 'you read too slowly');
      return false;
    }
    this.#socket.send(text);
    if (this.#unsentSince === 0 && this.#socket.bufferedAmount > 0) this.#host.unsent(this);
    return true;
  }

  #hear(data: Buffer, isBinary: boolean): void {
    this.#missedPings = 0;
    if (!this.#isConnected) return;
    if (isBinary) return this.close(NOT_TEXT, 'frames are JSON in text');
    const read = this.#host.readFrame(data.toString());
    if (read.is === 'fault') return this.close(read.code, read.problem);
    const frame = read.is === 'frame' ? read.frame : undefined;
    if (frame?.type === 'hello') return this.#open(frame);
    if (this.#epoch === undefined) return this.close(PROTOCOL_FAULT, 'the first frame must be `hello`');
    if (read.is === 'refused') this.#reports.refuse(read.seq, read.problem, data.length);
    if (frame) this.#take(frame, this.#epoch, data.length);
  }

  #open(hello: HelloFrame): void {
    if (this.#epoch !== undefined) return this.close(PROTOCOL_FAULT, 'hello: it was said before');
    this.#epoch = hello.epoch;
    this.#host.welcome(this, hello);
  }

  #take(frame: Exclude<UpFrame, HelloFrame>, epoch: string, bytes: number): void {
    const { machineId } = this;
    switch (frame.type) {
      case 'report':
        return this.#reports.add(frame.seq, { ...frame, epoch }, bytes);
      case 'state':
        return this.#noteState(frame);
      case 'log':
        return this.#host.log({ machineId, attempt: frame.attempt, n: frame.n, lines: frame.lines });
    }
  }

  #noteState({ state, since }: StateFrame): void {
    if (state === this.#state) return;
    this.#state = state;
    const at = Date.parse(since);
    // A leap second is an RFC 3339 time that a `Date` does not know.
    this.#host.state({ machineId: this.machineId, state, since: Number.isNaN(at) ? Date.now() : at });
  }
}
