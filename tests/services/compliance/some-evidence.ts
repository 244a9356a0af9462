import { type ControlEvidence, type Evidence, EVIDENCE_SCHEMA } from '../../../machines/model/evidence.ts';
import { overallOf } from '../../../services/compliance/tally.ts';

/** A control as evidence has it: compliant unless told. */
export const aControl = (given: Partial<ControlEvidence> = {}): ControlEvidence => ({
  control: 'access-control',
  status: 'compliant',
  required: false,
  framework_articles: { nis2: ['21(i)'] },
  findings: [],
  checks: { compliant: true },
  ...given,
});

/** Evidence of web-1. */
export const someEvidence = (given: Partial<Evidence> = {}): Evidence => {
  const controls = given.controls ?? [aControl()];
  return {
    schema: EVIDENCE_SCHEMA,
    host: 'web-1',
    timestamp: '2026-04-20T10:00:00Z',
    generation: '/nix/store/00000000000000000000000000000000-nixos-system-web-1',
    revision: 'abc123',
    frameworks: ['nis2'],
    overall: overallOf(controls),
    ...given,
    controls,
  };
};
