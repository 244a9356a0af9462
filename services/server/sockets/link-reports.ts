import { BadInput, FleetError, Unavailable } from '../../../machines/errors.ts';
import type { Report } from '../../../machines/model/report.ts';

/** What the reports of a link need of it. */
export interface ReportDoor {
  /** Ends when the report is on disk; `hasFollowers`: others wait behind it. */
  take(report: Report, hasFollowers: boolean): Promise<void>;
  /** Says that reports up to `seq` need not come again; `refused`: why that one was not taken. */
  acknowledge(seq: number, refused?: string): void;
  /** Reads no more until it is told to. */
  pause(): void;
  resume(): void;
  /** Hears of a report that was not taken, and whether it will come again. */
  failed(error: unknown, willReturn: boolean): void;
}

/** A report that waits for its turn, or one that cannot be taken and waits to be acknowledged in its turn. */
interface Waiting {
  readonly seq: number;
  readonly bytes: number;
  readonly report?: Report;
  readonly problem?: string;
}

/** With so many reports waiting, or so much of them, the link is not read. */
const MOST_WAITING = 64;
const MOST_WAITING_BYTES = 1024 * 1024;
/** So many reports are acknowledged at once when they come without a pause. */
const REPORTS_PER_ACK = 32;

/**
 * The reports of one link. They go to the engine one after the other: when one cannot be taken, none behind it is, so
 * that what is acknowledged has no hole.
 */
export class LinkReports {
  readonly #door: ReportDoor;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isAsking = false;
  #taken = 0;
  #unacknowledged = 0;

  constructor(door: ReportDoor) {
    this.#door = door;
  }

  /** Takes a report when those before it are on disk. */
  add(seq: number, report: Report, bytes: number): void {
    this.#wait({ seq, report, bytes });
  }

  /** Acknowledges a report that will never be taken, when those before it are on disk. */
  refuse(seq: number, problem: string, bytes: number): void {
    this.#wait({ seq, problem, bytes });
  }

  /** Forgets what waits: it was not acknowledged and comes again. */
  drop(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.bytes;
    if (this.#waiting.length >= MOST_WAITING || this.#waitingBytes >= MOST_WAITING_BYTES) this.#door.pause();
    this.#advance();
  }

  #advance(): void {
    while (!this.#isAsking) {
      const next = this.#waiting.shift();
      if (next === undefined) return this.#acknowledge();
      this.#waitingBytes -= next.bytes;
      if (this.#waiting.length <= MOST_WAITING / 2 && this.#waitingBytes < MOST_WAITING_BYTES) this.#door.resume();
      if (next.report === undefined) this.#giveUp(next.seq, new BadInput(next.problem ?? 'it cannot be read'));
      else this.#ask(next.seq, next.report);
    }
  }

  #ask(seq: number, report: Report): void {
    this.#isAsking = true;
    this.#door.take(report, this.#waiting.length > 0).then(
      () => this.#end(() => this.#count(seq)),
      (error: unknown) => this.#end(() => this.#failed(seq, error)),
    );
  }

  #end(conclude: () => void): void {
    this.#isAsking = false;
    conclude();
    this.#advance();
  }

  #count(seq: number): void {
    this.#taken = seq;
    this.#unacknowledged += 1;
    if (this.#unacknowledged >= REPORTS_PER_ACK) this.#acknowledge();
  }

  /** What never can be taken must not come again; anything else must, also after a bug of ours. */
  #failed(seq: number, error: unknown): void {
    if (error instanceof FleetError && !(error instanceof Unavailable)) return this.#giveUp(seq, error);
    this.drop();
    this.#door.failed(error, true);
  }

  #giveUp(seq: number, error: FleetError): void {
    this.#acknowledge();
    this.#door.acknowledge(seq, error.message);
    this.#door.failed(error, false);
  }

  #acknowledge(): void {
    if (this.#unacknowledged === 0) return;
    this.#unacknowledged = 0;
    this.#door.acknowledge(this.#taken);
  }
}
