import { marksOf, PLACES, worstOf } from './article-marks.ts';
import { type Lapsed, lapsedBy, NOTHING_LAPSED, withLapsed } from './lapses.ts';
import type { Results } from './results.ts';

/** What is stored of the results of a machine whose evidence counts: JSON. */
export interface SaidResults {
  readonly frameworks: string;
  readonly statuses: string;
  readonly details: string;
  /** What of these is excused, and until when; null: for good, or for long enough. */
  readonly lapses: string | null;
}

/** The same as reports add it up. */
export interface ReadResults {
  /** Ids of the frameworks that the machine has enabled. */
  readonly frameworks: readonly string[];
  readonly statuses: Results['statuses'];
  /** By article, in the order of `PLACES`: how bad the worst is of what speaks for it. */
  readonly badness: Uint8Array;
  /** The controls of the fleet that speak for an article, by its number in `PLACES`. */
  readonly own: ReadonlyMap<number, readonly string[]>;
}

/** Texts that are remembered; machines of one role say the same. */
const MOST_REMEMBERED = 1000;

/** Gives what reads results as they count at a moment (ms since the epoch); what many machines say is read once. */
export function resultsReader(now: number): (said: SaidResults) => ReadResults {
  const alike = new Map<string, Map<string, ReadResults>>();
  const frameworksOf = listReader();
  let remembered = 0;
  return (said) => {
    const lapsed = lapsedBy(said.lapses, now);
    if (lapsed !== NOTHING_LAPSED) return { ...readResults(said, lapsed), frameworks: frameworksOf(said.frameworks) };
    // Texts are not put together for this: that takes longer than to read them.
    const known = alike.get(said.statuses);
    const found = known?.get(said.details);
    if (found !== undefined) return { ...found, frameworks: frameworksOf(said.frameworks) };
    const results = { ...readResults(said, lapsed), frameworks: frameworksOf(said.frameworks) };
    if (remembered < MOST_REMEMBERED) {
      remembered += 1;
      alike.set(said.statuses, (known ?? new Map<string, ReadResults>()).set(said.details, results));
    }
    return results;
  };
}

/** Gives what reads lists of names; each once, however often it is in there. */
function listReader(): (text: string) => readonly string[] {
  const read = new Map<string, readonly string[]>();
  return (text) => {
    const names = read.get(text) ?? [...new Set(JSON.parse(text) as string[])];
    if (read.size < MOST_REMEMBERED) read.set(text, names);
    return names;
  };
}

function readResults({ statuses: said, details }: SaidResults, lapsed: Lapsed): Omit<ReadResults, 'frameworks'> {
  const statuses = withLapsed(JSON.parse(said) as Results['statuses'], lapsed.controls);
  const { rules: asTaken, articles } = JSON.parse(details) as Pick<Results, 'rules' | 'articles'>;
  const rules = withLapsed(asTaken, lapsed.rules);
  const own = ownByPlace(articles);
  const marks = marksOf({ statuses, rules });
  const badness = Uint8Array.from(PLACES, (place, index) => worstOf(place, { marks, statuses }, own.get(index)));
  return { statuses, badness, own };
}

const NOBODY: ReadonlyMap<number, readonly string[]> = new Map();

function ownByPlace(articles: Results['articles']): ReadonlyMap<number, readonly string[]> {
  const controls = Object.keys(articles);
  if (controls.length === 0) return NOBODY;
  return new Map(
    PLACES.flatMap(({ framework, article }, index) => {
      const own = controls.filter((control) => articles[control]?.[framework]?.includes(article.id));
      return own.length > 0 ? [[index, own] as const] : [];
    }),
  );
}
