import type { Report } from '../../../machines/model/report.ts';
import type { Engine } from '../../actors/engine.ts';

/** A report on its way from a link to the engine. */
export interface GroupedReport {
  readonly machineId: string;
  readonly report: Report;
  /** Others of the link wait behind it. */
  readonly hasFollowers: boolean;
}

/** So many reports go at once, however short they have waited. */
const ENOUGH = 64;

/**
 * Hands reports to the engine in groups: a commit costs the same for one as for many. A routine report waits a little
 * for others; evidence of a deployment, and what holds up others, does not wait and takes along who does.
 */
export class ReportGroup {
  readonly #engine: Pick<Engine, 'request'>;
  readonly #restMs: number;
  #waiting: (() => void)[] = [];
  #resting: NodeJS.Timeout | undefined;

  constructor(engine: Pick<Engine, 'request'>, restMs: number) {
    this.#engine = engine;
    this.#restMs = restMs;
  }

  /** Ends when the report is on disk. */
  add({ machineId, report, hasFollowers }: GroupedReport): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => void this.#engine.request('report', { machineId, report }).then(resolve, reject));
      if (hasFollowers || report.assignment != null || this.#waiting.length >= ENOUGH) this.#flush();
      else this.#resting ??= setTimeout(() => this.#flush(), this.#restMs);
    });
  }

  /** Hands on no more: what waits comes again over another link. */
  stop(): void {
    clearTimeout(this.#resting);
    this.#waiting = [];
  }

  #flush(): void {
    clearTimeout(this.#resting);
    this.#resting = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const handOn of waiting) handOn();
  }
}
