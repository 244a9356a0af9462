import type { ControlEvidence, ControlStatus, Evidence } from '../../machines/model/evidence.ts';
import { CONTROLS, FRAMEWORKS } from './catalogue.ts';

/** What a report by control and article needs of evidence, without what was observed. */
export interface Results {
  /** How each control came out, by its id. */
  readonly statuses: Readonly<Record<string, ControlStatus>>;
  /** How the rules came out that were checked: of controls that consist of rules. */
  readonly rules: Readonly<Record<string, ControlStatus>>;
  /** The articles, by framework, that controls of the fleet say they speak for; ours are in the catalogue. */
  readonly articles: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Controls that a machine has to pass to be healthy, and does not. */
  readonly failingRequired: readonly string[];
}

/** The results in evidence, in an order that does not depend on its own: the same results are the same JSON. */
export function resultsOf({ controls, timestamp }: Pick<Evidence, 'controls' | 'timestamp'>): Results {
  const sorted = controls.toSorted((one, other) => (one.control < other.control ? -1 : 1));
  const day = timestamp.slice(0, 10);
  const failing = sorted.filter(({ required, status }) => required && isFailing(status));
  return {
    statuses: Object.fromEntries(sorted.map(({ control, status }) => [control, status])),
    rules: Object.fromEntries(sorted.flatMap((each) => rulesOf(each, day))),
    articles: Object.fromEntries(
      sorted
        .filter(({ control }) => !IDS.has(control))
        .map(({ control, framework_articles }) => [control, knownArticles(framework_articles)] as const)
        .filter(([, articles]) => Object.keys(articles).length > 0),
    ),
    failingRequired: failing.map(({ control }) => control),
  };
}

/** It is not compliant, or nobody can tell. */
export const isFailing = (status: ControlStatus): boolean => status === 'non-compliant' || status === 'error';

/** Articles that reports have: what else a machine names would be read with every report, and say nothing in it. */
function knownArticles(named: ControlEvidence['framework_articles']): Record<string, readonly string[]> {
  const known = FRAMEWORKS.map(({ id, articles }) => {
    const its = Object.hasOwn(named, id) ? new Set(named[id]) : NOTHING;
    return [id, articles.map((article) => article.id).filter((article) => its.has(article))] as const;
  });
  return Object.fromEntries(known.filter(([, articles]) => articles.length > 0));
}

const NOTHING: ReadonlySet<string> = new Set();

const IDS: ReadonlySet<string> = new Set(CONTROLS.map(({ id }) => id));

/** By control: the ids of its rules. */
const RULES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  CONTROLS.flatMap(({ id, rules }) => (rules === undefined ? [] : [[id, new Set(rules.map((rule) => rule.id))]])),
);

/** Only rules that the evidence says were checked have a result: one that is not there is not known to hold. */
function rulesOf({ control, status, findings, checks }: ControlEvidence, day: string): [string, ControlStatus][] {
  const known = RULES.get(control);
  if (known === undefined || status === 'error') return [];
  const excused = new Set(
    [...known].filter((id) => {
      const own = findings.filter((finding) => finding.id === id);
      // The last day of an exception counts in full; what is excused by none is not excused by another.
      return own.length > 0 && own.every(({ exception }) => exception && (exception.expires ?? day) >= day);
    }),
  );
  return Object.entries(recordIn(checks['rules']))
    .filter(([id]) => known.has(id))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, observed]) => [
      id,
      ruleStatus(recordIn(observed)['compliant'] === true, status === 'exempt' || excused.has(id)),
    ]);
}

const ruleStatus = (isCompliant: boolean, isExcused: boolean): ControlStatus => {
  if (isCompliant) return 'compliant';
  return isExcused ? 'exempt' : 'non-compliant';
};

const recordIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
