import type { ControlEvidence, ControlStatus } from '../../machines/model/evidence.ts';

/** How many controls came out how. */
export type Tally = Readonly<Record<ControlStatus, number>>;

/** Counts controls by how they came out. */
export function tallyOf(controls: readonly Pick<ControlEvidence, 'status'>[]): Tally {
  const count = (wanted: ControlStatus) => controls.filter(({ status }) => status === wanted).length;
  return {
    compliant: count('compliant'),
    'non-compliant': count('non-compliant'),
    error: count('error'),
    exempt: count('exempt'),
  };
}

/** `11/12 controls compliant`, as v0.1.1 says it; what is exempt is said besides, so that it does not look failed. */
export function overallOf(controls: readonly Pick<ControlEvidence, 'status'>[]): string {
  const { compliant, exempt } = tallyOf(controls);
  const text = `${compliant}/${controls.length} controls compliant`;
  return exempt > 0 ? `${text}, ${exempt} exempt` : text;
}

/** Nothing counts against it. */
export const isMet = ({ status }: Pick<ControlEvidence, 'status'>): boolean =>
  status === 'compliant' || status === 'exempt';
