import type { FleetCompliance } from '../../machines/model/compliance.ts';
import { isCurrent, type StoredStanding, wholeSeconds } from './machine-compliance.ts';
import { RollUp, type WantedStandings } from './roll-up.ts';

/** Machines that are named of each kind. */
const MOST_NAMED = 100;

/** Machines of a kind, which come by id. */
class Kind {
  readonly named: string[] = [];
  count = 0;

  add(machineId: string): void {
    this.count += 1;
    if (this.named.length < MOST_NAMED) this.named.push(machineId);
  }
}

/** As of when a fleet is judged; ms since the epoch, and ms. */
export interface Moment {
  readonly now: number;
  /** Evidence that is older counts for nothing; undefined: none is too old. */
  readonly maxAgeMs?: number | undefined;
}

/** The fleet's compliance, made machine by machine of what is stored: a large fleet is not added up without a pause. */
export class FleetSum {
  readonly #moment: Moment;
  readonly #rollUp: RollUp;
  readonly #untrusted = new Kind();
  readonly #without = new Kind();
  readonly #outdated = new Kind();
  readonly #stale = new Kind();
  #total = 0;
  #verified = 0;
  #oldest = Number.POSITIVE_INFINITY;

  constructor(wanted: WantedStandings, moment: Moment) {
    this.#moment = moment;
    this.#rollUp = new RollUp(moment.now, wanted);
  }

  /** The control that is wanted is one of ours, or a machine has it. */
  get isControlKnown(): boolean {
    return this.#rollUp.isControlKnown;
  }

  /** Adds a machine; they come by id. */
  add(row: StoredStanding): void {
    const { machine_id: machineId, trust, taken_at, frameworks, statuses, details, lapses } = row;
    this.#total += 1;
    if (trust === 'other-key') this.#untrusted.add(machineId);
    if (trust === null) this.#without.add(machineId);
    if (taken_at === null || frameworks === null || statuses === null || details === null) return;
    if (this.#isTooOld(taken_at)) return this.#outdated.add(machineId);
    this.#verified += 1;
    this.#oldest = Math.min(this.#oldest, taken_at);
    if (!isCurrent(row)) this.#stale.add(machineId);
    this.#rollUp.add({ machineId, frameworks, statuses, details, lapses });
  }

  #isTooOld(takenAt: number): boolean {
    const { now, maxAgeMs = Number.POSITIVE_INFINITY } = this.#moment;
    return now - takenAt > maxAgeMs;
  }

  /** What has come of it, as it goes over the wire. */
  get compliance(): FleetCompliance {
    const [untrusted, without, outdated, stale] = [this.#untrusted, this.#without, this.#outdated, this.#stale];
    return {
      generated_at: wholeSeconds(this.#moment.now),
      machines: {
        total: this.#total,
        verified: this.#verified,
        untrusted: untrusted.named,
        untrusted_count: untrusted.count,
        without: without.named,
        without_count: without.count,
        outdated: outdated.named,
        outdated_count: outdated.count,
        stale: stale.named,
        stale_count: stale.count,
        oldest: Number.isFinite(this.#oldest) ? wholeSeconds(this.#oldest) : null,
      },
      ...this.#rollUp.standings,
    };
  }
}
