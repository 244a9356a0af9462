import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { Unavailable } from '../../../machines/errors.ts';
import type { HelloFrame, PrefetchFrame, RetryFrame } from '../../../machines/model/link.ts';
import { resumeAfter, wentBack } from '../../../machines/policy/report-order.ts';
import type { Engine, Nudge } from '../../actors/engine.ts';
import type { LinkReads } from '../../store/read/links.ts';
import type { Log } from '../log.ts';
import { INTERNAL_ERROR, REPLACED } from './close-codes.ts';
import { Link, type LinkHost, type Patience } from './link.ts';
import type { FrameReader } from './link-frames.ts';
import { LinkNotes } from './link-notes.ts';
import { Prefetch } from './prefetch.ts';
import { ReportGroup } from './report-group.ts';

/** How links keep time; ms. */
export interface LinkTiming extends Patience {
  /** Agents are pinged this often, and gone when they miss two. */
  readonly pingMs: number;
  /** How often it is looked who is too slow; a few agents are pinged each time. */
  readonly tickMs: number;
  /** Routine reports wait this long for others to be written with. */
  readonly reportRestMs: number;
  /** And states and log lines this long. */
  readonly restMs: number;
  /** How often an agent with a link asks for its desired generation all the same. */
  readonly pollMs: number;
}

/** What links are made of. */
export interface LinkParts {
  readonly reads: { readonly links: LinkReads };
  readonly engine: Pick<Engine, 'onCommit' | 'request'>;
  readonly log: Log;
  readonly timing?: Partial<LinkTiming> | undefined;
}

const TIMING: LinkTiming = {
  helloMs: 15_000,
  unsentMs: 15_000,
  pingMs: 30_000,
  tickMs: 1000,
  reportRestMs: 50,
  restMs: 100,
  pollMs: 300_000,
};

/** Machines that are looked up before others get their turn. */
const LOOKUPS_AT_ONCE = 250;

/**
 * The links of all agents, at most one of each machine. What a machine should run is read when a commit names it, at
 * every ping, and when commits may have gone untold; it is sent when it differs from what was sent last.
 */
export class Links {
  readonly #parts: LinkParts;
  readonly #timing: LinkTiming;
  readonly #reports: ReportGroup;
  readonly #notes: LinkNotes;
  readonly #prefetch: Prefetch;
  readonly #links = new Map<string, Link>();
  /** Links by the tick at which they are pinged, so that not all are at once. */
  readonly #turns: Set<Link>[];
  /** Links that have not said hello, or have not taken all that was sent. */
  readonly #watched = new Set<Link>();
  readonly #unsubscribe: () => void;
  readonly #ticking: NodeJS.Timeout;
  #host: LinkHost | undefined;
  #served = 0;
  #ticks = 0;
  #isStopped = false;
  /** That a report was refused is a warning once a tick: who sends such reports can send thousands. */
  #hasWarned = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    const { engine, log, timing } = parts;
    this.#timing = { ...TIMING, ...timing };
    const { pingMs, tickMs, restMs, reportRestMs } = this.#timing;
    this.#reports = new ReportGroup(engine, reportRestMs);
    this.#notes = new LinkNotes({ engine, log, restMs });
    this.#prefetch = new Prefetch({ reads: parts.reads.links, log, send: (...said) => this.send(...said) });
    this.#turns = Array.from({ length: Math.max(1, Math.round(pingMs / tickMs)) }, () => new Set());
    this.#unsubscribe = engine.onCommit((nudge) => this.#nudge(nudge));
    this.#ticking = setInterval(() => this.#tick(), tickMs).unref();
  }

  /** Sockets of agents, with those that are being closed. */
  get size(): number {
    return this.#turns.reduce((sum, { size }) => sum + size, 0);
  }

  /** Takes a machine's socket, in place of an older one. */
  serve(socket: WebSocket, machineId: string, readFrame: FrameReader): void {
    this.#links.get(machineId)?.close(REPLACED, 'a newer link of this machine takes the place of this one');
    this.#host ??= this.#hostWith(readFrame);
    const link = new Link(machineId, socket, { host: this.#host, now: performance.now() });
    const turn = this.#turns[this.#served % this.#turns.length];
    this.#served += 1;
    turn?.add(link);
    this.#watched.add(link);
    this.#links.set(machineId, link);
    socket.once('close', () => {
      turn?.delete(link);
      this.#watched.delete(link);
      if (this.#links.get(machineId) === link) this.#links.delete(machineId);
    });
  }

  /** Sends something to a machine's agent; false: it has no link, or has not said hello yet. */
  send(machineId: string, frame: PrefetchFrame | RetryFrame): boolean {
    return this.#links.get(machineId)?.send(frame) ?? false;
  }

  /** Stops listening; the sockets are the server's to close. */
  stop(): void {
    this.#isStopped = true;
    this.#unsubscribe();
    this.#reports.stop();
    this.#notes.stop();
    this.#prefetch.stop();
    clearInterval(this.#ticking);
  }

  #hostWith(readFrame: FrameReader): LinkHost {
    return {
      readFrame,
      report: (report) => this.#reports.add(report),
      welcome: (link, hello) => this.#welcome(link, hello),
      state: (said) => this.#notes.state(said),
      log: (said) => this.#notes.log(said),
      failed: (machineId, error, willReturn) => this.#failed(machineId, error, willReturn),
      unsent: (link) => this.#watched.add(link),
    };
  }

  #welcome(link: Link, hello: HelloFrame): void {
    const { machineId } = link;
    const last = this.#read(() => this.#parts.reads.links.lastTaken(machineId));
    if (last === 'unread') return link.close(INTERNAL_ERROR, 'the database cannot be read');
    if (!wentBack(hello, last)) return this.#greet(link, resumeAfter(hello, last));
    const { epoch, last_seq: seq } = hello;
    this.#parts.engine.request('rewindReports', { machineId, epoch, seq }).then(
      () => this.#greet(link, seq),
      (error: unknown) => link.failed(error, true),
    );
  }

  #greet(link: Link, resume_after: number): void {
    link.greet({ type: 'welcome', resume_after, poll_seconds: Math.ceil(this.#timing.pollMs / 1000) });
    this.#tellWanted(link);
  }

  #nudge({ wanted, toldBatches = [], hasGap = false }: Nudge): void {
    for (const machineId of wanted) {
      const link = this.#links.get(machineId);
      if (link) this.#tellWanted(link);
    }
    for (const batch of this.#links.size === 0 ? [] : toldBatches) this.#prefetch.after(batch);
    if (hasGap) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    let lookups = 0;
    for (const link of this.#links.values()) {
      if (this.#isStopped) return;
      this.#tellWanted(link);
      lookups += 1;
      if (lookups % LOOKUPS_AT_ONCE === 0) await nextTurn();
    }
  }

  #tellWanted(link: Link): void {
    const wanted = this.#read(() => this.#parts.reads.links.wanted(link.machineId));
    // The next ping reads it again.
    if (wanted !== 'unread') link.tellWanted(wanted ?? null);
  }

  /** Reads for a timer or a socket, above which nobody would catch what is thrown. */
  #read<T>(read: () => T): T | 'unread' {
    try {
      return read();
    } catch (error) {
      this.#parts.log('error', 'what links need cannot be read', { error });
      return 'unread';
    }
  }

  #tick(): void {
    const now = performance.now();
    this.#hasWarned = false;
    for (const link of this.#watched) if (!link.check(now, this.#timing)) this.#watched.delete(link);
    const turn = this.#turns[this.#ticks % this.#turns.length] ?? [];
    this.#ticks += 1;
    for (const link of turn) {
      link.ping();
      this.#tellWanted(link);
    }
  }

  #failed(machineId: string, error: unknown, willReturn: boolean): void {
    if (error instanceof Unavailable)
      return this.#parts.log('debug', `a report of ${machineId} was not taken`, { error });
    if (willReturn) return this.#parts.log('error', `a report of ${machineId} could not be stored`, { error });
    this.#parts.log(this.#hasWarned ? 'debug' : 'warn', `a report of ${machineId} is refused for good`, { error });
    this.#hasWarned = true;
  }
}
