import { type Article, CONTROLS, FRAMEWORKS } from './catalogue.ts';
import type { Results } from './results.ts';

/** How good or bad a result is: the worst of several is the greatest. What fails for certain is worse than what nobody can tell. */
export const BADNESS = { none: 0, compliant: 1, exempt: 2, error: 3, 'non-compliant': 4 } as const;

/** An article of the catalogue. */
export interface Place {
  readonly framework: string;
  readonly article: Article;
  /** Which marks speak for it: of controls, and of rules where the article names some of a control that consists of them. */
  readonly marks: readonly number[];
}

/** Controls come first, each at its place in the catalogue, then their rules. */
const RULES = CONTROLS.flatMap(({ id: control, rules = [] }) => rules.map(({ id }) => ({ id, control })));
const CONTROL_AT: ReadonlyMap<string, number> = new Map(CONTROLS.map(({ id }, at) => [id, at]));

/**
 * What a machine's results come to, as numbers: a fleet is ten thousand of these for each article, and texts are slow. Of a
 * control that nobody could look at every rule is an error.
 */
export function marksOf({ statuses, rules }: Pick<Results, 'statuses' | 'rules'>): Uint8Array {
  const marks = new Uint8Array(CONTROLS.length + RULES.length);
  for (const [at, { id }] of CONTROLS.entries()) marks[at] = BADNESS[statuses[id] ?? 'none'];
  for (const [at, { id, control }] of RULES.entries()) {
    const status = statuses[control];
    if (status !== undefined)
      marks[CONTROLS.length + at] = BADNESS[status === 'error' ? status : (rules[id] ?? 'none')];
  }
  return marks;
}

/** The worst of what speaks for an article: marks, and controls of the fleet; 0: none of it was judged. */
export function worstOf(
  { marks: places }: Pick<Place, 'marks'>,
  { marks, statuses }: { readonly marks: Uint8Array; readonly statuses: Results['statuses'] },
  own: readonly string[] = [],
): number {
  let worst = 0;
  for (const at of places) worst = Math.max(worst, marks[at] ?? 0);
  for (const control of own) worst = Math.max(worst, BADNESS[statuses[control] ?? 'none']);
  return worst;
}

/** Every article of every framework, in the order of the catalogue. */
export const PLACES: readonly Place[] = FRAMEWORKS.flatMap(({ id: framework, articles }) =>
  articles.map((article) => ({
    framework,
    article,
    marks: article.controls.flatMap((each) => marksFor(each, article)),
  })),
);

function marksFor(control: string, { rules: wanted }: Article): readonly number[] {
  const at = CONTROL_AT.get(control);
  if (at === undefined) return [];
  if (wanted === undefined || CONTROLS[at]?.rules === undefined) return [at];
  return RULES.flatMap((rule, index) =>
    rule.control === control && wanted.includes(rule.id) ? [CONTROLS.length + index] : [],
  );
}
