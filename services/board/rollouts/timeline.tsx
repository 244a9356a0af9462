import './timeline.css';
import { useState } from 'preact/hooks';
import { useWidth } from '../elements/use-width.ts';
import type { Session } from '../session.ts';
import { BatchLane } from './batch-lane.tsx';
import type { Lane, RolloutModel } from './rollout-model.ts';
import { lanesShown } from './lanes-shown.ts';
import { shareOf, ticksOf, timeAxis } from './time-axis.ts';

/** The batches of a rollout on a common axis of time, each with its machines. */
export function Timeline({
  session,
  model,
  now,
}: {
  readonly session: Session;
  readonly model: RolloutModel;
  readonly now: number;
}) {
  const [isWhole, setIsWhole] = useState(false);
  const { ref, width } = useWidth<HTMLDivElement>();
  const axis = timeAxis(model, now);
  const lanes: readonly Lane[] = isWhole ? model.lanes : lanesShown(model.lanes);
  return (
    <section aria-labelledby="rollouts-batches">
      <h2 id="rollouts-batches">
        {model.lanes.length === 1 ? '1 batch' : `${model.lanes.length} batches`}
        {lanes.length < model.lanes.length && (
          <button type="button" onClick={() => setIsWhole(true)}>
            Show all of them
          </button>
        )}
      </h2>
      <div class="card rollouts-timeline">
        <div class="rollouts-row" aria-hidden="true">
          <span />
          <div class="rollouts-axis" ref={ref}>
            {ticksOf(axis).map(({ share, label }) => (
              <span key={label} class={share > 0.94 ? 'last' : ''} style={{ left: `${share * 100}%` }}>
                {label}
              </span>
            ))}
            {axis.now !== undefined && (
              <span class="now" style={{ left: `${shareOf(axis, axis.now) * 100}%` }}>
                now
              </span>
            )}
          </div>
        </div>
        <ol>
          {lanes.map((lane) => (
            <BatchLane
              key={lane.batch_index}
              session={session}
              model={model}
              lane={lane}
              axis={axis}
              width={width}
              now={now}
            />
          ))}
        </ol>
      </div>
    </section>
  );
}
