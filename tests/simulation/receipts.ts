import type { Report } from '../../machines/model/report.ts';

/** A report that the control plane has taken. */
export interface Receipt {
  readonly machineId: string;
  readonly report: Report;
  /** By the control plane's clock. */
  readonly at: number;
  readonly commit: number;
  /** It had come before: it proves nothing. */
  readonly isCopy: boolean;
}

/** Every report that came, in its order, and which were acknowledged: our own book, kept beside the control plane's. */
export class Receipts {
  readonly #all = new Map<string, Receipt[]>();
  readonly #acknowledged = new Set<string>();
  #last = new Map<string, { readonly epoch: string; readonly seq: number }>();
  /** What came in the unit of work at hand. */
  #coming: Omit<Receipt, 'commit'>[] = [];
  #lastBefore = this.#last;

  /** The unit of work at hand has not happened, or another begins. */
  undone(): void {
    this.#coming = [];
    this.#last = this.#lastBefore;
  }

  came(machineId: string, report: Report, at: number): void {
    this.#coming.push({ machineId, report, at, isCopy: this.#isCopy(machineId, report) });
  }

  /** The unit of work at hand is committed; what came in it. */
  committed(commit: number): Receipt[] {
    const came = this.#coming.map((coming) => ({ ...coming, commit }));
    for (const receipt of came) this.#add(receipt);
    this.#coming = [];
    this.#lastBefore = this.#last;
    return came;
  }

  /** A sender was told that its report is stored. */
  acknowledged(report: Report): void {
    this.#acknowledged.add(report.message);
  }

  /** The names of the reports that were acknowledged. */
  get promised(): ReadonlySet<string> {
    return this.#acknowledged;
  }

  /** All that came from a machine, oldest first. */
  of(machineId: string): Receipt[] {
    return this.#all.get(machineId) ?? [];
  }

  /** The control plane knows nothing of this machine any more. */
  forget(machineId: string): void {
    this.#last = new Map(this.#last);
    this.#last.delete(machineId);
    this.#lastBefore = this.#last;
  }

  #add(receipt: Receipt): void {
    const all = this.#all.get(receipt.machineId);
    if (all === undefined) this.#all.set(receipt.machineId, [receipt]);
    else all.push(receipt);
  }

  #isCopy(machineId: string, { epoch, seq }: Report): boolean {
    if (epoch == null || seq == null) return false;
    const last = this.#last.get(machineId);
    if (last?.epoch === epoch && seq <= last.seq) return true;
    this.#last = new Map(this.#last).set(machineId, { epoch, seq });
    return false;
  }
}
