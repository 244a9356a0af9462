import type { ControlEvidence, ControlStatus, Evidence, Finding } from '../../machines/model/evidence.ts';
import { endOf } from '../../machines/policy/exception-end.ts';
import { CONTROLS, FRAMEWORKS } from './catalogue.ts';
import type { Lapse } from './lapses.ts';

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
  /** What of this is excused for a while only. Everything else is as the evidence says it, whatever day it is. */
  readonly lapses: readonly Lapse[];
}

/** The results in evidence, in an order that does not depend on its own: the same results are the same JSON. */
export function resultsOf({ controls }: Pick<Evidence, 'controls'>): Results {
  const sorted = controls.toSorted((one, other) => (one.control < other.control ? -1 : 1));
  const failing = sorted.filter(({ required, status }) => required && isFailing(status));
  const rules = sorted.flatMap(rulesOf);
  return {
    statuses: Object.fromEntries(sorted.map(({ control, status }) => [control, status])),
    rules: Object.fromEntries(rules.map(({ id, status }) => [id, status])),
    articles: Object.fromEntries(
      sorted
        .filter(({ control }) => !IDS.has(control))
        .map(({ control, framework_articles }) => [control, knownArticles(framework_articles)] as const)
        .filter(([, articles]) => Object.keys(articles).length > 0),
    ),
    failingRequired: failing.map(({ control }) => control),
    lapses: [...sorted.flatMap(controlLapses), ...rules.flatMap(ruleLapses)],
  };
}

function controlLapses({ control, status, required, findings }: ControlEvidence): readonly Lapse[] {
  const at = status === 'exempt' ? excusedUntil(findings) : Number.POSITIVE_INFINITY;
  return Number.isFinite(at) ? [{ at, control, required }] : [];
}

const ruleLapses = ({ id, status, until }: RuleResult): readonly Lapse[] =>
  status === 'exempt' && Number.isFinite(until) ? [{ at: until, rule: id }] : [];

/** Until the first of these exceptions ends: what one excuses, another does not. */
const excusedUntil = (findings: readonly Finding[]): number =>
  Math.min(...findings.flatMap(({ exception }) => (exception === undefined ? [] : [endOf(exception)])));

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

/** How a rule came out; what is excused is so until a moment, ms since the epoch. */
interface RuleResult {
  readonly id: string;
  readonly status: ControlStatus;
  readonly until: number;
}

/** Only rules that the evidence says were checked have a result: one that is not there is not known to hold. */
function rulesOf(evidence: ControlEvidence): readonly RuleResult[] {
  const known = RULES.get(evidence.control);
  if (known === undefined || evidence.status === 'error') return [];
  return Object.entries(recordIn(evidence.checks['rules']))
    .filter(([id]) => known.has(id))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, observed]) => ({ id, ...ruleResult(id, recordIn(observed)['compliant'] === true, evidence) }));
}

function ruleResult(
  id: string,
  isCompliant: boolean,
  { status, findings }: ControlEvidence,
): Pick<RuleResult, 'status' | 'until'> {
  const until = Number.POSITIVE_INFINITY;
  if (isCompliant) return { status: 'compliant', until };
  const own = findings.filter((finding) => finding.id === id);
  if (own.length > 0 && own.every(({ exception }) => exception !== undefined))
    return { status: 'exempt', until: excusedUntil(own) };
  if (status === 'exempt') return { status: 'exempt', until: excusedUntil(findings) };
  return { status: 'non-compliant', until };
}

const recordIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
