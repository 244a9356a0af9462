import { BadInput } from '../../machines/errors.ts';
import type { ControlEvidence, Evidence } from '../../machines/model/evidence.ts';
import { overallOf } from './tally.ts';

/** What somebody wants to see of evidence; empty: everything. */
export interface Narrowing {
  /** `nis2`. */
  readonly frameworks: readonly string[];
  /** `access-control`. */
  readonly controls: readonly string[];
}

/**
 * The part of evidence that is of these controls, and speaks for one of these frameworks. Throws `BadInput` for what it has
 * nothing of: an empty report would look like a good one.
 */
export function narrowedEvidence(evidence: Evidence, { frameworks, controls }: Narrowing): Evidence {
  if (evidence.controls.length === 0)
    throw new BadInput(
      'no control is looked at on this machine: enable a framework (compliance.frameworks) or a control',
    );
  const known = evidence.controls.map(({ control }) => control);
  const mapped = [...new Set(evidence.controls.flatMap(frameworksOf))];
  assertKnown('control', controls, known);
  assertKnown('framework', frameworks, mapped);
  const kept = evidence.controls.filter(
    (each) =>
      (controls.length === 0 || controls.includes(each.control)) &&
      (frameworks.length === 0 || frameworksOf(each).some((framework) => frameworks.includes(framework))),
  );
  if (kept.length === 0) throw new BadInput('none of these controls speaks for one of these frameworks');
  return { ...evidence, controls: kept, overall: overallOf(kept) };
}

const frameworksOf = ({ framework_articles: articles }: ControlEvidence): readonly string[] => Object.keys(articles);

function assertKnown(what: string, asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.find((each) => !known.includes(each));
  if (unknown === undefined) return;
  const there = known.length > 0 ? `; there is: ${known.toSorted().join(', ')}` : '';
  throw new BadInput(`the evidence has nothing of the ${what} ${JSON.stringify(unknown)}${there}`);
}
