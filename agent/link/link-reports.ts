import type { ReportFrame } from '../../machines/model/link.ts';
import { type Reporter, wireReport } from '../../machines/policy/agent-report.ts';
import type { Outbox } from '../../services/store/outbox.ts';
import type { Log } from '../log.ts';

/** What the reports of one connection need. */
export interface LinkReportsParts {
  readonly outbox: Pick<Outbox, 'after' | 'removeThrough' | 'lastSeq' | 'count'>;
  readonly reporter: () => Promise<Reporter>;
  readonly send: (frame: ReportFrame) => void;
  /** The network takes more. */
  readonly maySend: () => boolean;
  /** Something went wrong on our side. */
  readonly failed: (error: unknown) => void;
  readonly log: Log;
  /** Whoever waits for acknowledgements gives up when none comes for so long, and after three times that in any case. */
  readonly patienceMs: number;
}

/** Who waits until all up to `through` are acknowledged. */
interface Waiting {
  readonly through: number;
  readonly end: (isTaken: boolean) => void;
  patience: NodeJS.Timeout;
}

/** The other side reads no more than so many that wait to be written. */
const MOST_UNACKNOWLEDGED = 64;
/** A machine has to be looked after, however slowly its reports are taken. */
const SLOWEST = 3;

/**
 * The reports of one connection: those in the outbox, in order, each once; what is acknowledged leaves the outbox. What is
 * not goes again, over the next connection or by HTTP, and the other side knows by its number what it has.
 */
export class LinkReports {
  readonly #parts: LinkReportsParts;
  /** Up to here all have been sent, or need not be; infinity: nothing may be sent. */
  #sent = Number.POSITIVE_INFINITY;
  #unacknowledged: number[] = [];
  #waiting: Waiting[] = [];
  #isFilling = false;
  #isHeld = false;
  #isOver = false;

  constructor(parts: LinkReportsParts) {
    this.#parts = parts;
  }

  /** Begins: up to `taken` they are on disk there, and `counted` is how far we had counted when we said hello. */
  begin(taken: number, counted: number): void {
    const after = Math.min(taken, counted);
    this.#parts.outbox.removeThrough(after);
    this.#sent = after;
    this.flush();
  }

  /** Sends no more for a while: they go another way. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.flush();
  }

  /** Sends what waits in the outbox. */
  flush(): void {
    if (this.#isFilling || !this.#hasRoom) return;
    this.#isFilling = true;
    this.#fill().catch((error: unknown) => {
      this.#isFilling = false;
      this.#parts.failed(error);
    });
  }

  /** Those up to `seq` are on disk there, or will never be; never more than we have sent. */
  acknowledge(seq: number, refused?: string): void {
    if (this.#isOver || this.#sent === Number.POSITIVE_INFINITY) return;
    if (refused !== undefined)
      this.#parts.log('WARN', `report ${seq} was not taken and never will be: ${refused.slice(0, 500)}`);
    const through = Math.min(seq, this.#sent);
    this.#parts.outbox.removeThrough(through);
    this.#unacknowledged = this.#unacknowledged.filter((each) => each > through);
    for (const waiting of this.#waiting) waiting.patience.refresh();
    const oldest = this.#parts.outbox.after(0)?.seq ?? Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting.filter((each) => each.through < oldest)) waiting.end(true);
    this.flush();
  }

  /**
   * Sends all that is there now. False: the other side does not acknowledge it; true: it does, though perhaps so slowly that
   * some of it is still on its way.
   */
  async delivered(): Promise<boolean> {
    if (this.#isOver) return false;
    if (this.#parts.outbox.count() === 0) return true;
    const through = this.#parts.outbox.lastSeq();
    const taken = new Promise<boolean>((resolve) => {
      const end = (isTaken: boolean) => {
        clearTimeout(waiting.patience);
        clearTimeout(whole);
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        resolve(isTaken);
      };
      const { patienceMs } = this.#parts;
      const patience = setTimeout(() => end(false), patienceMs);
      const whole = setTimeout(() => end(true), SLOWEST * patienceMs);
      const waiting: Waiting = { through, end, patience };
      this.#waiting.push(waiting);
    });
    this.flush();
    return taken;
  }

  /** The connection is gone. */
  end(): void {
    this.#isOver = true;
    for (const waiting of this.#waiting) waiting.end(false);
  }

  get #hasRoom(): boolean {
    if (this.#isOver || this.#isHeld || this.#sent === Number.POSITIVE_INFINITY) return false;
    return this.#unacknowledged.length < MOST_UNACKNOWLEDGED && this.#parts.maySend();
  }

  async #fill(): Promise<void> {
    for (;;) {
      const reporter = await this.#parts.reporter();
      // Nothing may happen between this look and the end: whoever asks in between would not be heard.
      const next = this.#hasRoom ? this.#parts.outbox.after(this.#sent) : undefined;
      if (next === undefined) {
        this.#isFilling = false;
        return;
      }
      this.#sent = next.seq;
      this.#unacknowledged.push(next.seq);
      this.#parts.send({ ...wireReport(next, reporter), type: 'report', seq: next.seq });
    }
  }
}
