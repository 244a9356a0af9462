import type { RolloutDetail, RolloutMachine } from '../../../machines/model/rollout.ts';
import type { Why } from '../../../machines/model/why.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';
import { Moment } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import { useEvery } from '../elements/use-every.ts';
import { useLoaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';
import { isOpen } from './verdicts.ts';

const LOOK_MS = 5000;

/** What a machine waits for, or why it ended as it did: asked anew when something becomes of it, and while it is waited for. */
export function WhyLine({
  session,
  rollout,
  machine,
}: {
  readonly session: Session;
  readonly rollout: RolloutDetail;
  readonly machine: RolloutMachine;
}) {
  const { id, status, phase, updated_at } = rollout;
  const { machine_id, verdict, attempt, started_at } = machine;
  const { value, error, again } = useLoaded(
    (signal) => session.client.whyMachine({ params: { id, machine_id }, signal }),
    [id, machine_id, verdict, attempt, started_at, status, phase, updated_at],
  );
  // What the agent is at, and for how long, is told by no row.
  useEvery(LOOK_MS, () => isOpen(verdict) && !hasEnded(rollout) && again());
  return (
    <>
      {error !== undefined && <Problem error={error} again={again} />}
      {value !== undefined && <WhyWords why={value} />}
      {value === undefined && error === undefined && <p class="note">Asking…</p>}
    </>
  );
}

/** What a machine waits for, in words, with the times. */
export function WhyWords({ why: { sentence, since, until, whom } }: { readonly why: Why }) {
  return (
    <p class="rollouts-words rollouts-why">
      <bdi>{sentence}</bdi>
      <span class="note">
        {since !== null && (
          <>
            {' · '}since <Moment at={since} />
          </>
        )}
        {until !== null && (
          <>
            {' · '}gives up <Moment at={until} />
          </>
        )}
        {whom === 'operator' && ' · it is your turn'}
      </span>
    </p>
  );
}
