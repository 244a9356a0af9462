import { Badge } from '../elements/badge.tsx';
import { toneOf } from '../elements/tone.ts';
import { Moment } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { RolloutDeeds } from './rollout-deeds.tsx';
import { RolloutFacts } from './rollout-facts.tsx';
import type { RolloutModel } from './rollout-model.ts';
import { Progress } from './progress.tsx';
import { countsOf } from './verdicts.ts';

/** What a rollout is, how it stands, and what can be done with it. */
export function RolloutHead({ session, model }: { readonly session: Session; readonly model: RolloutModel }) {
  const { rollout, machines } = model;
  const { id, status, phase, reason, created_at, created_by } = rollout;
  const verdicts = [...machines.values()].map(({ verdict }) => verdict);
  return (
    <header class="card rollouts-head">
      <div class="rollouts-title">
        <h1>
          Rollout <OutsideText text={id} class="mono" />
        </h1>
        <span role="status" aria-label="Status of the rollout" class="rollouts-badges">
          <Badge word={status} />
          {phase != null && <Badge word={phase} />}
        </span>
        <RolloutDeeds session={session} model={model} />
      </div>
      {reason != null && (
        <p class={`rollouts-reason ${toneOf(status)}`}>
          <bdi>{reason}</bdi>
        </p>
      )}
      <Progress counts={countsOf(verdicts)} />
      <p class="note">
        by <bdi>{created_by}</bdi> <Moment at={created_at} />, last change <Moment at={rollout.updated_at} />
        {' · '}
        <a href={fragmentOf({ page: 'actor', address: `rollout:${id}` })}>Statechart</a>
      </p>
      <RolloutFacts rollout={rollout} />
    </header>
  );
}
