import { useState } from 'preact/hooks';
import type { RolloutEvent } from '../../../machines/model/rollout.ts';
import { Moment } from '../elements/moment.tsx';
import { useFirst } from '../elements/use-first.tsx';

const PAGE = 50;

/** What has happened in a rollout, newest first. */
export function RolloutEvents({ events }: { readonly events: readonly RolloutEvent[] }) {
  const [hasMachines, setHasMachines] = useState(true);
  const ofInterest = hasMachines ? events : events.filter(({ event_type }) => !event_type.startsWith('machine_'));
  const { shown, more } = useFirst(ofInterest.toReversed(), PAGE);
  return (
    <section aria-labelledby="rollouts-events">
      <h2 id="rollouts-events">
        Events{' '}
        <label class="rollouts-choice">
          <input
            type="checkbox"
            checked={hasMachines}
            onChange={({ currentTarget }) => setHasMachines(currentTarget.checked)}
          />
          of single machines, too
        </label>
      </h2>
      <ol class="card rollouts-events">
        {shown.map((event) => (
          <li key={event.id}>
            <Moment at={event.created_at} />
            <bdi>{event.message ?? event.event_type}</bdi>
            <span class="note">
              <bdi>{event.actor}</bdi>
            </span>
          </li>
        ))}
      </ol>
      {more}
    </section>
  );
}
