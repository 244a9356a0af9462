import type { ControlEvidence, ControlStatus, Evidence, Finding } from '../../../machines/model/evidence.ts';
import { holds } from '../../../machines/policy/exception-end.ts';

/** A control as it stands now: an exception may have run out since the machine looked. */
export interface JudgedControl {
  readonly evidence: ControlEvidence;
  readonly status: ControlStatus;
  /** Those that no exception covers first. */
  readonly findings: readonly Finding[];
  /** Why the probe could not tell, as it said it. */
  readonly reason: string | undefined;
  /** `nis2 21(i), dora Art. 9`. */
  readonly articles: string;
}

/** The shape that this page knows. */
const SCHEMA: Evidence['schema'] = 'nixfleet.evidence/1';

/** The evidence in a document; undefined: this page cannot read it. That it was signed the control plane has seen. */
export function evidenceIn(document: string): Evidence | undefined {
  try {
    const evidence = JSON.parse(document) as Evidence | null;
    return evidence?.schema === SCHEMA ? evidence : undefined;
  } catch {
    return undefined;
  }
}

/** The controls of evidence: first those that a machine has to pass and does not; then what else fails, what is excused, the rest. */
export const judgedControls = ({ controls }: Pick<Evidence, 'controls'>, now: number): readonly JudgedControl[] =>
  controls.map((control) => judged(control, now)).toSorted((one, other) => rank(one) - rank(other));

/** It is not compliant, or nobody can tell. */
export const isFailing = ({ status }: Pick<JudgedControl, 'status'>): boolean =>
  status !== 'compliant' && status !== 'exempt';

function judged(evidence: ControlEvidence, now: number): JudgedControl {
  const { status, findings, checks, framework_articles: articles } = evidence;
  const isCovered = ({ exception }: Finding) => exception !== undefined && holds(exception, now);
  const error = status === 'error' ? checks['error'] : undefined;
  return {
    evidence,
    status: status === 'exempt' && !findings.every(isCovered) ? 'non-compliant' : status,
    findings: findings.toSorted((one, other) => Number(isCovered(one)) - Number(isCovered(other))),
    reason: typeof error === 'string' ? error : undefined,
    articles: Object.entries(articles)
      .map(([framework, ids]) => `${framework} ${ids.join(' ')}`)
      .join(', '),
  };
}

function rank(control: JudgedControl): number {
  if (isFailing(control)) return control.evidence.required ? 0 : 1;
  return control.status === 'exempt' ? 2 : 3;
}
