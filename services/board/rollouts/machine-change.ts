import type { FeedRow } from '../../../machines/model/feed.ts';
import type { RolloutMachine, Verdict } from '../../../machines/model/rollout.ts';

/** What a row of the feed says became of a machine's part; undefined: nothing. */
export function machineChange(row: FeedRow): ((before: RolloutMachine) => Partial<RolloutMachine>) | undefined {
  const { at, detail } = row;
  switch (row.type) {
    case 'machine_told':
      return ({ attempt = 0 }) => ({
        verdict: 'pending',
        reason: null,
        attempt: attempt + 1,
        started_at: at,
        settled_at: null,
      });
    case 'machine_soaking':
      return () => ({ verdict: 'soaking', reason: null, settled_at: at });
    case 'machine_settled':
      return () => settled(verdictIn(detail), detail['reason'], at);
    case 'machine_reverting':
      return () => ({ verdict: 'reverting', reason: null });
    case 'machine_reverted':
      return () => ({ verdict: verdictIn(detail), reason: textOf(detail['reason']) });
    default:
      return undefined;
  }
}

function settled(verdict: Verdict, said: unknown, at: string): Partial<RolloutMachine> {
  const reason = textOf(said);
  return { verdict, reason, settled_at: at, ...(verdict === 'unhealthy' && { failure: reason }) };
}

const textOf = (said: unknown): string | null => (typeof said === 'string' ? said : null);

const VERDICTS = [
  'pending',
  'soaking',
  'healthy',
  'unhealthy',
  'skipped',
  'reverting',
  'reverted',
  'revert_failed',
  'superseded',
] as const satisfies readonly Verdict[];

const verdictIn = (detail: FeedRow['detail']): Verdict =>
  VERDICTS.find((verdict) => verdict === detail['verdict']) ?? 'pending';
