import { useId, useState } from 'preact/hooks';
import { Badge } from '../elements/badge.tsx';
import { Moment } from '../elements/moment.tsx';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { BatchMachines } from './batch-machines.tsx';
import { deadlineOf } from './deadline.ts';
import { laneWord } from './lane-standing.ts';
import { LaneTrack } from './lane-track.tsx';
import type { Lane, RolloutModel } from './rollout-model.ts';
import type { TimeAxis } from './time-axis.ts';
import { type Counts, countsOf } from './verdicts.ts';

/** What a lane is drawn from. */
export interface BatchLaneProps {
  readonly session: Session;
  readonly model: RolloutModel;
  readonly lane: Lane;
  readonly axis: TimeAxis;
  /** Pixels. */
  readonly width: number;
  readonly now: number;
}

/** One batch: its stretch of time with its machines, and the list of them. */
export function BatchLane({ session, model, lane, axis, width }: BatchLaneProps) {
  const listId = useId();
  const [chosen, setChosen] = useState<boolean>();
  const [picked, setPicked] = useState<string>();
  const machines = lane.machine_ids.flatMap((id) => model.machines.get(id) ?? []);
  const counts = countsOf(machines.map(({ verdict }) => verdict));
  // Who has to be looked at is not hidden.
  const isOpen = chosen ?? counts.unhealthy > 0;
  const number = lane.batch_index + 1;
  const deadline = deadlineOf(model, lane);
  const pick = (id: string) => {
    setPicked(id);
    setChosen(true);
  };
  return (
    <li class="rollouts-batch" aria-label={`Batch ${number}`}>
      <div class="rollouts-row">
        <div class="rollouts-label">
          <button
            type="button"
            class="quiet"
            aria-expanded={isOpen}
            aria-controls={listId}
            onClick={() => setChosen(!isOpen)}
          >
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> Batch {number}
          </button>
          <a
            class="note rollouts-chart"
            href={fragmentOf({ page: 'actor', address: `batch:${model.rollout.id}:${lane.batch_index}` })}
          >
            Statechart
          </a>
          <Badge word={laneWord(lane, model.rollout)} />
          <span class="note">{words(counts)}</span>
          {deadline !== undefined && (
            <span class="note">
              gives up <Moment at={new Date(deadline).toISOString()} />
            </span>
          )}
        </div>
        <LaneTrack lane={lane} machines={machines} axis={axis} width={width} deadline={deadline} pick={pick} />
      </div>
      <div id={listId}>
        {isOpen && <BatchMachines session={session} rollout={model.rollout} machines={machines} picked={picked} />}
      </div>
    </li>
  );
}

function words({ healthy, unhealthy, pending, other }: Counts): string {
  const all = healthy + unhealthy + pending + other;
  const bad = unhealthy > 0 ? `, ${unhealthy} unhealthy` : '';
  return `${healthy} of ${all} healthy${bad}`;
}
