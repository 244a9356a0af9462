import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { failureOf, FleetError, HttpFailed } from '../../machines/errors.ts';
import type { HelloFrame } from '../../machines/model/link.ts';
import type { AgentState } from '../../machines/model/machine.ts';
import type { Outbox } from '../../services/store/outbox.ts';
import { LinkLog } from './link-log.ts';
import { absentPause, LINK_PACE, type LinkPace, reconnectPause } from './link-pace.ts';
import type { LinkReportsParts } from './link-reports.ts';
import { type Doing, LinkSession, type SessionTiming, type Told } from './link-session.ts';
import type { Log } from '../log.ts';

/** What a link is made of. */
export interface LinkParts {
  /** Connects; what it gives is not read yet. Throws `HttpFailed` when the control plane refuses. */
  readonly open: (signal: AbortSignal) => Promise<WebSocket>;
  /** Who we are, but for what the outbox knows. */
  readonly hello: () => Promise<Omit<HelloFrame, 'type' | 'last_seq'>>;
  readonly outbox: LinkReportsParts['outbox'] & Pick<Outbox, 'size'>;
  readonly reporter: LinkReportsParts['reporter'];
  readonly listener: LinkListener;
  readonly log: Log;
  /** A random number from 0 up to 1. */
  readonly chance: () => number;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly timing?: Partial<SessionTiming & LinkPace>;
}

/** Who hears what the control plane says. */
export interface LinkListener {
  told(frame: Told): void;
  /** What was said over the link counts no more. */
  lost(): void;
}

const TIMING: SessionTiming = { welcomeMs: 15_000, silenceMs: 75_000, acknowledgeMs: 10_000 };
/** With more reports waiting, states and log lines give way. */
const MOST_WAITING_ROWS = 10_000;
const MOST_WAITING_CHARACTERS = 16 * 1024 * 1024;

/**
 * The agent's link to its control plane, for as long as the agent runs: asked for again when it was lost, never in step with
 * others, and seldom where there is none.
 */
export class Link {
  readonly #parts: LinkParts;
  readonly #timing: SessionTiming & LinkPace;
  readonly #stopping = new AbortController();
  readonly #lines: LinkLog;
  #waking = new AbortController();
  #session: LinkSession | undefined;
  #doing: Doing | undefined;
  #holds = 0;
  #failures = 0;
  #lastProblem = '';
  #isAbsent = false;
  #wasWelcome = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#timing = { ...TIMING, ...LINK_PACE, ...parts.timing };
    this.#lines = new LinkLog({
      stands: () => this.#session?.hasRoom ?? false,
      send: (frame) => this.#chat((session) => session.note(frame)),
    });
  }

  /** Connects, now and ever again. */
  start(): void {
    this.#run().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#parts.log('ERROR', 'the link is given up', { ...failureOf(error) });
    });
  }

  stop(): void {
    this.#stopping.abort();
    this.#lines.stop();
    this.#session?.cut('the agent stops');
  }

  /** It stands, and what is said over it is heard. */
  get stands(): boolean {
    return this.#session?.stands ?? false;
  }

  /** This control plane has had a link: it numbers reports. */
  get isKnown(): boolean {
    return this.#wasWelcome;
  }

  /** Connects anew: there are other certificates. */
  renew(): void {
    this.#failures = 0;
    this.#session?.close('the certificates of the agent are others now');
    if (!this.#isAbsent) this.#waking.abort();
  }

  /** Says what the agent does, now and after each reconnect. */
  state(state: AgentState): void {
    if (state === this.#doing?.state) return;
    this.#doing = { state, since: this.#parts.now() };
    this.#sayState();
  }

  /** Says a line of what an attempt's commands say, if there is time for that. */
  line(attempt: string, line: string): void {
    this.#lines.add(attempt, line);
  }

  /** Sends all reports that wait now; false: it does not stand, or was too slow and was let go: they have to go another way. */
  async deliver(): Promise<boolean> {
    const session = this.#session;
    if (!session?.stands) return false;
    if (await session.delivered()) return true;
    session.cut('it does not acknowledge reports');
    return false;
  }

  /** Leaves the reports to another way until what it gives is called: none must be on both at once. */
  hold(): () => void {
    this.#holds += 1;
    this.#session?.hold(true);
    return () => {
      this.#holds -= 1;
      if (this.#holds === 0) this.#session?.hold(false);
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const pauseMs = await this.#connection();
      const signal = AbortSignal.any([this.#stopping.signal, this.#waking.signal]);
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      this.#waking = new AbortController();
    }
  }

  /** One connection, from its beginning to its end; how long to wait for the next. */
  async #connection(): Promise<number> {
    const { chance } = this.#parts;
    this.#isAbsent = false;
    try {
      await this.#stand();
    } catch (error) {
      this.#isAbsent = isAbsence(error);
      if (this.#isAbsent) {
        this.#problem('INFO', 'this control plane has no link; it is polled');
        return absentPause(this.#timing, chance());
      }
      this.#problem('WARN', `no link to the control plane: ${failureOf(error).message}`, problemKey(error));
    }
    const pauseMs = reconnectPause(this.#timing, this.#failures, chance());
    this.#failures += 1;
    return pauseMs;
  }

  async #stand(): Promise<void> {
    const { open, outbox, reporter, log, listener } = this.#parts;
    const who = await this.#parts.hello();
    const socket = await open(this.#stopping.signal);
    // While it was opened we may have been stopped, and what is stopped asks its database no more.
    if (this.#stopping.signal.aborted) return socket.terminate();
    const hello: HelloFrame = { type: 'hello', ...who, last_seq: outbox.lastSeq() };
    const told = (frame: Told) => this.#told(frame);
    const session = new LinkSession({ socket, hello, reports: { outbox, reporter }, told, log, timing: this.#timing });
    if (this.#holds > 0) session.hold(true);
    this.#session = session;
    const why = await session.ended;
    this.#session = undefined;
    if (session.welcomedAt !== undefined) listener.lost();
    this.#ended(why, session.welcomedAt);
  }

  #ended(why: string, welcomedAt: number | undefined): void {
    const hasStood = welcomedAt !== undefined && performance.now() - welcomedAt >= this.#timing.goodMs;
    if (hasStood) this.#failures = 0;
    this.#problem(hasStood ? 'INFO' : 'WARN', `the link to the control plane has ended: ${why}`);
  }

  #told(frame: Told): void {
    if (frame.type === 'welcome') {
      this.#wasWelcome = true;
      this.#lastProblem = '';
      this.#parts.log('INFO', 'the link to the control plane stands');
      this.#sayState();
    }
    this.#parts.listener.told(frame);
  }

  #sayState(): void {
    if (this.#doing === undefined) return;
    const { state, since } = this.#doing;
    this.#chat((session) => {
      const seq = this.#parts.outbox.lastSeq();
      session.note({ type: 'state', seq, state, since: new Date(since).toISOString() });
    });
  }

  /** Says what may be lost, if there is a link and reports do not need all of it. */
  #chat(say: (session: LinkSession) => void): void {
    const session = this.#session;
    if (!session?.hasRoom) return;
    try {
      const { rows, characters } = this.#parts.outbox.size();
      if (rows <= MOST_WAITING_ROWS && characters <= MOST_WAITING_CHARACTERS) say(session);
    } catch (error) {
      // A database that cannot be read is for those to complain of who need it.
      this.#parts.log('DEBUG', `a state or a line is lost: ${failureOf(error).message}`);
    }
  }

  /** The same problem is news once. */
  #problem(level: 'INFO' | 'WARN', problem: string, key: string = problem): void {
    if (this.#stopping.signal.aborted) return;
    this.#parts.log(key === this.#lastProblem ? 'DEBUG' : level, problem);
    this.#lastProblem = key;
  }
}

/** It answers, and has no such thing: v0.1.1's. What may pass is none of that. */
const isAbsence = (error: unknown): boolean =>
  error instanceof HttpFailed && error.status < 500 && ![401, 403, 408, 429].includes(error.status);

/** What stays the same of a problem whose text tells the time. */
const problemKey = (error: unknown): string =>
  error instanceof FleetError
    ? `${error.code} ${String(error.detail['status'] ?? error.detail['cause'])}`
    : String(error);
