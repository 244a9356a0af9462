import { type ControlStatus, ControlStatus as ControlStatuses } from '../../../machines/model/evidence.ts';
import { CONTROLS } from '../../compliance/catalogue.ts';
import { lapsedBy, withLapsed } from '../../compliance/lapses.ts';
import type { ComplianceFigures } from '../../store/read/compliance-figures.ts';
import type { Family, Sample } from './exposition.ts';

/** Controls of the fleet that have series of their own: machines name them, and may name any. */
const MOST_OWN = 32;

const STATUSES: readonly ControlStatus[] = ControlStatuses.anyOf.map(({ const: word }) => word);

/** How the fleet complies; nothing while no machine has ever sent evidence. */
export function complianceFamilies({ statuses, trust, oldest }: ComplianceFigures, now: number): Family[] {
  if (trust.every(({ trust: word }) => word === null)) return [];
  const machines = trust.map(({ trust: word, machines: value }): Sample => ({
    labels: { trust: word ?? 'none' },
    value,
  }));
  return [
    gauge('nixfleet_compliance_machines', 'Machines by how a control came out on them.', controlSamples(statuses, now)),
    gauge(
      'nixfleet_compliance_evidence_machines',
      'Machines by the trust in their newest evidence; other-key: it counts for nothing.',
      machines,
    ),
    gauge(
      'nixfleet_compliance_evidence_age_seconds',
      'How old the evidence is of the machine that has the oldest.',
      oldest === null ? [] : [{ value: Math.max(0, Math.floor((now - oldest) / 1000)) }],
    ),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  help,
  type: 'gauge',
  samples,
});

function controlSamples(groups: ComplianceFigures['statuses'], now: number): Sample[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { statuses: said, due, machines } of groups) {
    const taken = JSON.parse(said) as Record<string, ControlStatus>;
    const statuses = withLapsed(taken, lapsedBy(due, now).controls);
    for (const [control, status] of Object.entries(statuses)) {
      const byStatus = counts.get(control) ?? new Map<string, number>();
      counts.set(control, byStatus.set(status, (byStatus.get(status) ?? 0) + machines));
    }
  }
  const ours = CONTROLS.map(({ id }) => id);
  const own = [...counts.keys()].filter((id) => !ours.includes(id)).toSorted();
  return [...ours.filter((id) => counts.has(id)), ...own.slice(0, MOST_OWN)].flatMap((control) =>
    STATUSES.map((status) => ({ labels: { control, status }, value: counts.get(control)?.get(status) ?? 0 })),
  );
}
