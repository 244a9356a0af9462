import './rollouts.css';
import { Badge } from '../elements/badge.tsx';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { useQuery } from '../elements/use-query.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { Progress } from './progress.tsx';
import type { RolloutCard } from './rollout-cards.ts';
import { useRollouts } from './use-rollouts.ts';

const STATUSES = ['running', 'paused', 'completed', 'failed', 'cancelled', 'created'];

/** All rollouts, live: the ones that move first. */
export function RolloutsPage({ session }: { readonly session: Session }) {
  const [query, change] = useQuery();
  const status = query.get('status') ?? undefined;
  const { cards, error, more, again } = useRollouts(session, status);
  return (
    <div class="rollouts">
      <div class="rollouts-title">
        <h1>Rollouts</h1>
        <label class="rollouts-choice">
          Status{' '}
          <select value={status ?? ''} onChange={({ currentTarget }) => change({ status: currentTarget.value })}>
            <option value="">any</option>
            {STATUSES.map((word) => (
              <option key={word} value={word}>
                {word}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error !== undefined && <Problem error={error} again={again} />}
      {cards === undefined ? (
        error === undefined && <Loading what="the rollouts" />
      ) : cards.length === 0 ? (
        <Nothing status={status} />
      ) : (
        <ul class="rollouts-list">
          {cards.map((card) => (
            <Card key={card.rollout.id} card={card} />
          ))}
        </ul>
      )}
      {more && (
        <button type="button" onClick={more}>
          More rollouts
        </button>
      )}
    </div>
  );
}

function Nothing({ status }: { readonly status: string | undefined }) {
  if (status !== undefined) return <Empty title={`No rollout is ${status}.`} />;
  return (
    <Empty title="There has been no rollout yet.">
      <p>
        <code>nixfleet deploy</code> builds the hosts of a flake, registers the release and rolls it out.
      </p>
    </Empty>
  );
}

function Card({ card: { rollout, batches, counts } }: { readonly card: RolloutCard }) {
  const { id, status, phase, reason, release_id, strategy, created_at, created_by } = rollout;
  return (
    <li class="card rollouts-card">
      <div class="rollouts-card-name">
        <a href={fragmentOf({ page: 'rollout', id })}>
          <OutsideText text={id} class="mono" />
        </a>
        <span class="rollouts-badges">
          <Badge word={status} />
          {phase != null && <Badge word={phase} />}
        </span>
      </div>
      <Progress counts={counts} />
      <p class="note">
        {strategy.replaceAll('_', ' ')}, {batches === 1 ? '1 batch' : `${batches} batches`}, of release{' '}
        <a href={fragmentOf({ page: 'release', id: release_id })}>
          <OutsideText text={release_id} class="mono" />
        </a>
      </p>
      <p class="note rollouts-by">
        <bdi>{created_by}</bdi> <Moment at={created_at} />
      </p>
      {reason != null && (
        <p class="rollouts-words rollouts-card-reason">
          <bdi>{reason}</bdi>
        </p>
      )}
    </li>
  );
}
