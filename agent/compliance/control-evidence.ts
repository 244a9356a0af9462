import type { ControlEvidence, ControlStatus, Finding } from '../../machines/model/evidence.ts';
import { clipped } from './clipped.ts';
import { excused, type Judged } from './exceptions.ts';
import type { ProbeSetting } from './host-settings.ts';
import type { ProbeAnswer } from './probe-output.ts';

const TEXT_BYTES = 1024;

/** What a control came out as. An exception excuses findings; a probe that could not tell is never excused. */
export function controlEvidence(
  { control, required, articles }: ProbeSetting,
  answer: ProbeAnswer,
  { exceptions, now }: Omit<Judged, 'control'>,
): ControlEvidence {
  const about = { control, required, framework_articles: articles };
  if ('error' in answer)
    return { ...about, status: 'error', findings: [], checks: { error: clipped(answer.error, TEXT_BYTES) } };
  const { isCompliant, problems, checks } = answer.verdict;
  const findings = excused(problems, { control, exceptions, now }).map((finding) => ({
    ...finding,
    text: clipped(finding.text, TEXT_BYTES),
  }));
  return { ...about, status: isCompliant ? 'compliant' : statusOf(findings), findings, checks };
}

const statusOf = (findings: readonly Finding[]): ControlStatus =>
  findings.length > 0 && findings.every(({ exception }) => exception !== undefined) ? 'exempt' : 'non-compliant';
