import type { EvidenceTrust, MachineCompliance } from '../../machines/model/compliance.ts';
import type { ControlStatus } from '../../machines/model/evidence.ts';
import { FRAMEWORKS } from './catalogue.ts';
import { lapsedBy, withLapsed } from './lapses.ts';
import type { Results } from './results.ts';
import type { WantedStandings } from './roll-up.ts';

/** What is stored of a machine's evidence: times are ms since the epoch, lists and records JSON; nulls: there is none. */
export interface StoredStanding {
  readonly machine_id: string;
  readonly current_generation: string | null;
  readonly trust: EvidenceTrust | null;
  readonly taken_at: number | null;
  readonly received_at: number | null;
  readonly generation: string | null;
  readonly revision: string | null;
  readonly frameworks: string | null;
  readonly statuses: string | null;
  readonly details: string | null;
  readonly failing_required: string | null;
  readonly lapses: string | null;
}

/** The evidence is of the system that the machine says it runs. */
export const isCurrent = ({ generation, current_generation }: StoredStanding): boolean =>
  generation !== null && generation === current_generation;

/** A machine's standing at a moment (ms since the epoch) as it goes over the wire: of the controls that are wanted. */
export function machineCompliance(
  row: StoredStanding,
  now: number,
  { framework, control }: WantedStandings = {},
): MachineCompliance {
  const { machine_id, trust, generation, revision } = row;
  const lapsed = lapsedBy(row.lapses, now);
  const statuses = withLapsed(JSON.parse(row.statuses ?? '{}') as Record<string, ControlStatus>, lapsed.controls);
  const failing = [...(JSON.parse(row.failing_required ?? '[]') as string[]), ...lapsed.required].toSorted();
  const articles = (JSON.parse(row.details ?? '{}') as Partial<Pick<Results, 'articles'>>).articles ?? {};
  const isWanted = (id: string): boolean =>
    (control ?? id) === id &&
    (framework === undefined || speaksFor(framework, id) || articles[id]?.[framework] !== undefined);
  return {
    machine_id,
    trust,
    taken_at: time(row.taken_at),
    received_at: time(row.received_at),
    is_current: isCurrent(row),
    generation,
    revision,
    frameworks: JSON.parse(row.frameworks ?? '[]') as string[],
    controls: Object.fromEntries(Object.entries(statuses).filter(([id]) => isWanted(id))),
    failing_required: failing.filter(isWanted),
  };
}

const speaksFor = (framework: string, control: string): boolean =>
  FRAMEWORKS.some(
    ({ id, articles }) => id === framework && articles.some(({ controls }) => controls.includes(control)),
  );

/** A moment (ms since the epoch) as it goes over the wire. */
export const wholeSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const time = (ms: number | null): string | null => (ms === null ? null : wholeSeconds(ms));
