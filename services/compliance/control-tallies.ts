import type { ControlStanding } from '../../machines/model/compliance.ts';
import { BADNESS } from './article-marks.ts';
import { CONTROLS } from './catalogue.ts';
import { FirstNames } from './first-names.ts';
import { isFailing, type Results } from './results.ts';
import { StatusTallies } from './status-tallies.ts';

/** Machines that are named of a control, and controls of fleets that are told. */
const MOST_NAMED = 100;
const MOST_OWN = 200;

interface Tally {
  readonly counts: StatusTallies;
  readonly failing: FirstNames<true>;
}

const noTally = (): Tally => ({ counts: new StatusTallies(1), failing: new FirstNames(MOST_NAMED) });

const TITLES: ReadonlyMap<string, string> = new Map(CONTROLS.map(({ id, title }) => [id, title]));

/** How controls came out over a fleet, machine by machine; of the one that is wanted, or of all. */
export class ControlTallies {
  readonly #only: string | undefined;
  readonly #ours = new Map<string, Tally>();
  readonly #own = new FirstNames<Tally>(MOST_OWN);
  /** A machine has the control that is wanted. */
  #isSeen = false;
  #machines = 0;

  constructor(only: string | undefined) {
    this.#only = only;
    if (only !== undefined) this.#tallyOf(only);
  }

  /** There is such a control: ours, or one that a machine has. */
  get isKnown(): boolean {
    return this.#only === undefined || TITLES.has(this.#only) || this.#isSeen;
  }

  add(machineId: string, statuses: Results['statuses']): void {
    this.#machines += 1;
    for (const control in statuses) {
      const status = statuses[control];
      if (status === undefined || (this.#only ?? control) !== control) continue;
      this.#isSeen = true;
      const { counts, failing } = this.#tallyOf(control);
      counts.add(0, BADNESS[status]);
      if (isFailing(status)) failing.add(machineId, () => true);
    }
  }

  /** Ours first, then those of the fleet; among some, or all. */
  standings(among?: ReadonlySet<string>): ControlStanding[] {
    const ours = CONTROLS.map(({ id }) => id).filter((id) => this.#ours.has(id));
    const own = this.#own.first().map(([id]) => id);
    return [...ours, ...own]
      .filter((id) => among?.has(id) ?? true)
      .map((control) => {
        const { counts, failing } = this.#tallyOf(control);
        const names = failing.first().map(([id]) => id);
        const title = TITLES.get(control) ?? null;
        return { control, title, counts: counts.counts(0, this.#machines), failing: names };
      });
  }

  #tallyOf(control: string): Tally {
    if (!TITLES.has(control)) return this.#own.add(control, noTally);
    const tally = this.#ours.get(control) ?? noTally();
    this.#ours.set(control, tally);
    return tally;
  }
}
