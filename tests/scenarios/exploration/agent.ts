import type { Report } from '../../../machines/model/report.ts';
import type { RequestName, Requests } from '../../../services/actors/engine.ts';
import type { Dice } from './dice.ts';
import type { Ledger } from './ledger.ts';

/** What an agent needs of its world. */
export interface Surroundings {
  readonly dice: Dice;
  readonly ledger: Ledger;
  readonly clock: { now(): number };
  aReport(machineId: string, said: Partial<Report>, isHealthy?: boolean): Report;
  /** True: it was done. */
  ask<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<boolean>;
}

/** An agent that numbers its reports, and sends each until it is acknowledged: also twice, or over two routes at once. */
export class Agent {
  readonly #world: Surroundings;
  readonly #machineId: string;
  #epochs = 1;
  #seq = 0;
  #pending: Report | undefined;
  /** What it has sent in this epoch and was acknowledged. */
  #sent: Report[] = [];
  /** How often the control plane has forgotten its numbers. */
  #deletions = 0;
  #isBusy = false;

  constructor(world: Surroundings, machineId: string) {
    this.#world = world;
    this.#machineId = machineId;
  }

  /** Sends the report that was not acknowledged, or a new one, in some copies at once. */
  async report(said: Partial<Report>, isHealthy: boolean | undefined): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { dice, ledger, clock } = this.#world;
    const report = (this.#pending ??= this.#next(said, isHealthy));
    const at = clock.now();
    const deletions = this.#deletions;
    const copies = Array.from({ length: dice.one([1, 1, 2, 3]) }, () => this.#send(report));
    if ((await Promise.all(copies)).some(Boolean)) {
      ledger.stored(report, at);
      if (deletions === this.#deletions) this.#sent.push(report);
      this.#pending = undefined;
    }
    this.#isBusy = false;
  }

  /** A copy of a report arrives late; true: it was acknowledged again. */
  async repeat(): Promise<boolean> {
    const { dice, ledger } = this.#world;
    if (this.#sent.length === 0 || this.#isBusy || ledger.gone.has(this.#machineId)) return false;
    return await this.#send(dice.one(this.#sent));
  }

  /** Its database is lost: another counts from the beginning. */
  loseDatabase(): void {
    if (this.#isBusy) return;
    this.#epochs += 1;
    this.#startAnew(0);
  }

  /** Its machine is restored to an earlier state, and it says hello on a link. */
  async goBack(): Promise<void> {
    if (this.#isBusy || this.#seq === 0) return;
    this.#isBusy = true;
    const { dice, ledger } = this.#world;
    const [epoch, seq] = [this.#epoch, dice.below(this.#seq)];
    ledger.forgetsNumbers(this.#machineId);
    if (await this.#world.ask('rewindReports', { machineId: this.#machineId, epoch, seq })) this.#startAnew(seq);
    this.#isBusy = false;
  }

  /** The control plane knows nothing of it any more: late copies would be news. */
  wasDeleted(): void {
    this.#deletions += 1;
    this.#world.ledger.forgetsNumbers(this.#machineId);
    if (this.#pending) this.#world.ledger.mayRepeat.add(this.#pending.message);
    this.#sent = [];
  }

  get #epoch(): string {
    return `epoch ${this.#epochs}`;
  }

  #startAnew(seq: number): void {
    this.#world.ledger.forgetsNumbers(this.#machineId);
    this.#seq = seq;
    this.#pending = undefined;
    this.#sent = [];
  }

  #next(said: Partial<Report>, isHealthy: boolean | undefined): Report {
    this.#seq += 1;
    return { ...this.#world.aReport(this.#machineId, said, isHealthy), epoch: this.#epoch, seq: this.#seq };
  }

  #send(report: Report): Promise<boolean> {
    return this.#world.ask('report', { machineId: this.#machineId, report });
  }
}
