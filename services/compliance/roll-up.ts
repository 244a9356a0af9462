import type { ControlStanding, FrameworkStanding } from '../../machines/model/compliance.ts';
import { ArticleTallies } from './article-tallies.ts';
import { FRAMEWORKS } from './catalogue.ts';
import { ControlTallies } from './control-tallies.ts';
import { resultsReader, type SaidResults } from './said-results.ts';

/** A machine whose evidence counts. */
export interface JudgedMachine extends SaidResults {
  readonly machineId: string;
}

/** What of it is wanted; undefined: all. */
export interface WantedStandings {
  readonly framework?: string | undefined;
  readonly control?: string | undefined;
}

/** How a fleet stands. */
export interface Standings {
  readonly controls: ControlStanding[];
  readonly frameworks: FrameworkStanding[];
}

/**
 * Adds the results of machines up, machine by machine, so that others have their turn between: by control, and by article of
 * the frameworks that any of them has enabled, or of the one that is wanted. Each machine counts once for a control and once
 * for an article.
 */
export class RollUp {
  readonly #wanted: WantedStandings;
  readonly #read: ReturnType<typeof resultsReader>;
  readonly #controls: ControlTallies;
  readonly #articles = new ArticleTallies();

  /** As of a moment, ms since the epoch: what is excused until then counts as not compliant. */
  constructor(now: number, wanted: WantedStandings = {}) {
    this.#wanted = wanted;
    this.#read = resultsReader(now);
    this.#controls = new ControlTallies(wanted.control);
  }

  /** The control that is wanted is one of ours, or a machine has it. */
  get isControlKnown(): boolean {
    return this.#controls.isKnown;
  }

  /** Adds a machine; none twice. */
  add({ machineId, ...said }: JudgedMachine): void {
    const results = this.#read(said);
    this.#controls.add(machineId, results.statuses);
    this.#articles.add(results);
  }

  /** What has come of it so far. */
  get standings(): Standings {
    const { framework, control } = this.#wanted;
    const all = FRAMEWORKS.filter(({ id }) => (framework ?? id) === id).map(({ id, title, document }) => ({
      ...{ framework: id, title, document, machines: this.#articles.enabled(id) },
      articles: this.#articles.standings(id),
    }));
    const told = all.filter(({ machines }) => framework !== undefined || machines > 0);
    const among = framework === undefined ? undefined : new Set(told.flatMap(controlsOf));
    const frameworks = told.map(({ articles, ...rest }) => ({
      ...rest,
      articles: articles.filter(({ controls }) => control === undefined || controls.includes(control)),
    }));
    return { controls: this.#controls.standings(among), frameworks };
  }
}

const controlsOf = ({ articles }: Pick<FrameworkStanding, 'articles'>): string[] =>
  articles.flatMap(({ controls }) => controls);

/** The standings of machines at a moment (ms since the epoch), all at once. */
export function rollUp(machines: Iterable<JudgedMachine>, now: number, wanted?: WantedStandings): Standings {
  const sum = new RollUp(now, wanted);
  for (const machine of machines) sum.add(machine);
  return sum.standings;
}
