import type { RolloutDetail, RolloutMachine } from '../../../machines/model/rollout.ts';
import type { Why } from '../../../machines/model/why.ts';
import { Moment } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';

/** What a machine waits for, or why it ended as it did: asked anew when something becomes of it. */
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
  if (error !== undefined) return <Problem error={error} again={again} />;
  return <div aria-live="polite">{value === undefined ? <p class="note">Asking…</p> : <WhyWords why={value} />}</div>;
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
