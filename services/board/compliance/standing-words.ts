import type {
  ArticleStanding,
  ArticleState,
  FleetCompliance,
  StatusCounts,
} from '../../../machines/model/compliance.ts';
import type { ControlStatus } from '../../../machines/model/evidence.ts';
import type { CountPart } from '../elements/count-bar.tsx';
import type { Tone } from '../elements/tone.ts';

/** A word with its tone. */
export interface ToneWord {
  readonly word: string;
  readonly tone: Tone;
}

const STATUSES: Readonly<Record<ControlStatus, Tone>> = {
  compliant: 'good',
  'non-compliant': 'bad',
  error: 'bad',
  exempt: 'wait',
};

/** How a control came out, as the manual calls it. */
export const statusWord = (status: ControlStatus): ToneWord => ({ word: status, tone: STATUSES[status] ?? 'plain' });

const STATES: Readonly<Record<ArticleState, ToneWord>> = {
  met: { word: 'met', tone: 'good' },
  'not-met': { word: 'not met', tone: 'bad' },
  unjudged: { word: 'unjudged', tone: 'plain' },
};

/** How an article stands; what nobody could judge is neither good nor bad. */
export const stateWord = (state: ArticleState): ToneWord => STATES[state] ?? { word: state, tone: 'plain' };

/** Machines by how a control or an article came out on them. */
export const statusParts = ({
  compliant,
  non_compliant,
  error,
  exempt,
  unjudged,
}: StatusCounts): readonly CountPart[] => [
  { count: compliant, ...statusWord('compliant') },
  { count: exempt, ...statusWord('exempt') },
  { count: non_compliant, ...statusWord('non-compliant') },
  { count: error, ...statusWord('error') },
  { count: unjudged, ...stateWord('unjudged') },
];

/** Articles by how they stand. */
export const articleParts = (articles: readonly Pick<ArticleStanding, 'state'>[]): readonly CountPart[] =>
  (['met', 'not-met', 'unjudged'] as const).map((state) => ({
    count: articles.filter((article) => article.state === state).length,
    ...stateWord(state),
  }));

/** Machines by the evidence that there is of them; each counts once. */
export function evidenceParts({
  total,
  verified,
  stale_count: stale,
  outdated_count: outdated,
  without_count: without,
}: FleetCompliance['machines']): readonly CountPart[] {
  return [
    { count: verified - stale, word: 'of the system that runs', tone: 'good' },
    { count: stale, word: 'of another system', tone: 'wait' },
    { count: outdated, word: 'too old', tone: 'wait' },
    { count: total - verified - outdated - without, word: 'not verified', tone: 'bad' },
    { count: without, word: 'without evidence', tone: 'plain' },
  ];
}

/** Machines on which something is not compliant or could not be told. */
export const failingCount = ({ non_compliant, error }: StatusCounts): number => non_compliant + error;
