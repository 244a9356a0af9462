import type { ArticleStanding, ArticleState, StatusCounts } from '../../machines/model/compliance.ts';
import { PLACES } from './article-marks.ts';
import { FRAMEWORKS } from './catalogue.ts';
import { FirstNames } from './first-names.ts';
import type { ReadResults } from './said-results.ts';
import { StatusTallies } from './status-tallies.ts';

/** Controls of fleets that are told of an article. */
const MOST_OWN = 200;

/** Articles over some machines; numbers are those in `PLACES`. */
interface Tallies {
  readonly statuses: StatusTallies;
  /** Controls of the fleet that speak for an article. */
  readonly own: Map<number, FirstNames<true>>;
}

const ALL: readonly number[] = [...PLACES.keys()];

/** By framework: the numbers of its articles. */
const ITS: ReadonlyMap<string, readonly number[]> = new Map(
  FRAMEWORKS.map(({ id }) => [id, ALL.filter((index) => PLACES[index]?.framework === id)]),
);

const noTallies = (): Tallies => ({ statuses: new StatusTallies(PLACES.length), own: new Map() });

/** How articles came out over a fleet, machine by machine. */
export class ArticleTallies {
  readonly #ofAll = noTallies();
  /** The same of machines that have the framework enabled. */
  readonly #ofEnabled = noTallies();
  readonly #enabled = new Map<string, number>();
  #machines = 0;

  add(results: ReadResults): void {
    this.#machines += 1;
    addTo(this.#ofAll, results, ALL);
    for (const id of results.frameworks) {
      this.#enabled.set(id, this.enabled(id) + 1);
      addTo(this.#ofEnabled, results, ITS.get(id) ?? []);
    }
  }

  /** Machines that have a framework enabled. */
  enabled(framework: string): number {
    return this.#enabled.get(framework) ?? 0;
  }

  /** The articles of a framework: judged on the machines that have it enabled, on all when there are none. */
  standings(framework: string): ArticleStanding[] {
    const enabled = this.enabled(framework);
    const { statuses, own } = enabled > 0 ? this.#ofEnabled : this.#ofAll;
    const among = enabled > 0 ? enabled : this.#machines;
    return PLACES.flatMap(({ framework: its, article }, index) => {
      if (its !== framework) return [];
      const { id, subject, controls } = article;
      const others = (own.get(index)?.first() ?? []).flatMap(([name]) => (controls.includes(name) ? [] : [name]));
      const counts = statuses.counts(index, among);
      return [{ article: id, subject, state: stateOf(counts), controls: [...controls, ...others], counts }];
    });
  }
}

function addTo(tallies: Tallies, { badness, own }: ReadResults, places: readonly number[]): void {
  for (const index of places) tallies.statuses.add(index, badness[index] ?? 0);
  if (own.size === 0) return;
  for (const index of places)
    for (const name of own.get(index) ?? []) {
      const names = tallies.own.get(index) ?? new FirstNames<true>(MOST_OWN);
      names.add(name, () => true);
      tallies.own.set(index, names);
    }
}

function stateOf({ compliant, non_compliant, error, exempt }: StatusCounts): ArticleState {
  if (non_compliant + error > 0) return 'not-met';
  return compliant + exempt > 0 ? 'met' : 'unjudged';
}
