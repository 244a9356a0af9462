import type {
  ArticleStanding,
  ArticleState,
  ControlStanding,
  FleetCompliance,
  FrameworkStanding,
  StatusCounts,
} from '../../../machines/model/compliance.ts';

const NONE = { compliant: 0, non_compliant: 0, error: 0, exempt: 0, unjudged: 0 };

/** A control over the fleet: compliant on two machines unless told. */
export const aStanding = (given: Partial<ControlStanding> = {}): ControlStanding => ({
  control: 'access-control',
  title: 'Access control',
  counts: { ...NONE, compliant: 2 },
  failing: [],
  ...given,
});

/** NIS2 over the fleet, with one article that is met, one that is not, and one that no evidence speaks of. */
export const aFramework = (given: Partial<FrameworkStanding> = {}): FrameworkStanding => ({
  framework: 'nis2',
  title: 'NIS2',
  document: 'Directive (EU) 2022/2555, Article 21(2)',
  machines: 2,
  articles: [
    article('21(i)', 'met', 'access-control', { compliant: 2 }),
    article('21(c)', 'not-met', 'backup-retention', { non_compliant: 2 }),
    article('21(j)', 'unjudged', 'authentication', { unjudged: 2 }),
  ],
  ...given,
});

/** What the control plane answers of two machines that are as they should be. */
export const aReport = (
  given: Partial<Omit<FleetCompliance, 'machines'>> = {},
  machines: Partial<FleetCompliance['machines']> = {},
): FleetCompliance => ({
  generated_at: '2026-04-20T10:00:00Z',
  machines: {
    ...{ total: 2, verified: 2, untrusted: [], untrusted_count: 0, without: [], without_count: 0, stale: [] },
    ...{ stale_count: 0, outdated: [], outdated_count: 0, oldest: '2026-04-20T09:00:00Z' },
    ...machines,
  },
  controls: [aStanding()],
  frameworks: [aFramework()],
  ...given,
});

/** An article over the fleet. */
export const article = (
  id: string,
  state: ArticleState,
  control: string,
  counts: Partial<StatusCounts>,
): ArticleStanding => ({
  ...{ article: id, subject: `Subject of ${id}`, state, controls: [control], counts: { ...NONE, ...counts } },
});
