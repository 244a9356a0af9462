import { randomUUID } from 'node:crypto';
import type { MachineFrame } from '../../../machines/model/live-machine.ts';
import type { LiveMachineReads } from '../../store/read/live-machines.ts';
import type { Topic, TopicPage, TopicSource } from './topic.ts';

/** Some machines as one frame, made once for all who ask after the same. */
interface FleetPage {
  /** JSON; undefined: there are none. */
  readonly text: string | undefined;
  readonly seq: number;
  readonly isLast: boolean;
}

/** The fleet as it changes: what all viewers of machines have in common. */
export interface FleetSource extends TopicSource {
  /**
   * Names this run of the control plane. A `seq` counts only in the epoch that gave it: whoever puts another database in
   * the place of this one has to start the control plane for it.
   */
  readonly epoch: string;
  page(after: number): FleetPage;
}

/** Machines in one frame. */
const PAGE = 250;
/** Changes within this time are one nudge: a machine that changes five times meanwhile is sent once; ms. */
const REST_MS = 50;
/** A page is not read again for another viewer for so long, unless there is something new; ms. */
const KEPT_MS = 1000;

/** The machines' changes. Viewers that are equally far, as all are who have everything, get the same text. */
export function fleetSource(reads: Pick<LiveMachineReads, 'lastSeq' | 'changed'>): FleetSource {
  let kept:
    { readonly after: number; readonly last: number; readonly at: number; readonly page: FleetPage } | undefined;
  return {
    epoch: randomUUID(),
    restMs: REST_MS,
    lastSeq: () => reads.lastSeq(),
    subjectsSince: () => undefined,
    page(after) {
      const [last, at] = [reads.lastSeq(), Date.now()];
      if (kept?.after === after && kept.last === last && Math.abs(at - kept.at) < KEPT_MS) return kept.page;
      const { isLast, ...part } = reads.changed({ after, limit: PAGE }, at);
      const isEmpty = part.machines.length === 0 && part.gone.length === 0;
      const frame: MachineFrame = { type: 'machines', ...part };
      const page = { text: isEmpty ? undefined : JSON.stringify(frame), seq: part.seq, isLast };
      kept = { after, last, at, page };
      return page;
    },
  };
}

/** What one viewer of the whole fleet follows: where it begins, pages until it has all that there was, then changes. */
export class MachinesTopic implements Topic {
  readonly source: FleetSource;
  readonly #isAnew: boolean;
  #hasBegun = false;
  #isCurrent = false;

  /** `epoch`: the one that gave the viewer its `after`; any other: it is told everything. */
  constructor(source: FleetSource, epoch: unknown) {
    this.source = source;
    this.#isAnew = epoch !== source.epoch;
  }

  next(after: number): TopicPage {
    const page = this.source.page(!this.#hasBegun && this.#isAnew ? 0 : after);
    const frames = [...this.#begin(), ...(page.text === undefined ? [] : [page.text]), ...this.#current(page)];
    return { frames, after: page.seq };
  }

  end(): undefined {
    return undefined;
  }

  #begin(): MachineFrame[] {
    if (this.#hasBegun) return [];
    this.#hasBegun = true;
    return [{ type: 'begin', epoch: this.source.epoch, anew: this.#isAnew }];
  }

  #current({ seq, isLast }: FleetPage): MachineFrame[] {
    if (this.#isCurrent || !isLast) return [];
    this.#isCurrent = true;
    return [{ type: 'current', seq }];
  }
}
