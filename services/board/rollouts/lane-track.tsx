import { useState } from 'preact/hooks';
import type { RolloutMachine } from '../../../machines/model/rollout.ts';
import { laneMarks, rowsOf } from './lane-marks.ts';
import { MarkButton } from './mark-button.tsx';
import { markWords } from './mark-words.ts';
import type { Lane } from './rollout-model.ts';
import { shareOf, type TimeAxis } from './time-axis.ts';

/** How big a machine's mark is, pixels, and how many stand above each other at most. */
const MARK = 18;
const ROWS = 8;

/** What a track is drawn from. */
interface LaneTrackProps {
  readonly lane: Lane;
  readonly machines: readonly RolloutMachine[];
  readonly axis: TimeAxis;
  readonly width: number;
  readonly deadline: number | undefined;
  readonly pick: (machineId: string) => void;
}

/** A batch on the axis of time: from its start to its end, every machine a mark at the time when it was judged. */
export function LaneTrack({ lane, machines, axis, width, deadline, pick }: LaneTrackProps) {
  const [pointed, setPointed] = useState<RolloutMachine>();
  const columns = Math.max(4, Math.floor(width / MARK));
  const marks = laneMarks(machines, axis, { columns, rows: ROWS });
  const height = Math.max(2, rowsOf(marks)) * MARK + 8;
  const shown = marks.flatMap(({ machine }) => machine ?? []);
  const [atHand, setAtHand] = useState<string>();
  const tabStop = shown.find(({ machine_id }) => machine_id === atHand) ?? shown[0];
  return (
    <div class="rollouts-track-box">
      <div
        class="rollouts-track"
        role="group"
        aria-label={`Machines of batch ${lane.batch_index + 1} by time; arrow keys go from one to the next`}
        style={{ height: `${height}px` }}
        onKeyDown={moveFocus}
        onMouseLeave={() => setPointed(undefined)}
      >
        <Stretch lane={lane} axis={axis} />
        {deadline !== undefined && deadline < axis.to && (
          <span class="rollouts-deadline" title="gives up" style={{ left: percent(shareOf(axis, deadline)) }} />
        )}
        {axis.now !== undefined && <span class="rollouts-now" style={{ left: percent(shareOf(axis, axis.now)) }} />}
        {marks.map(({ column, row, machine, more }) => {
          const place = { left: percent(column / columns), bottom: `${4 + row * MARK}px` };
          if (machine === undefined)
            return (
              <span key={`more-${column}`} class="rollouts-more" style={place} title={`${more} more`}>
                {(more ?? 0) < 100 ? `+${more}` : more}
              </span>
            );
          return (
            <MarkButton
              key={machine.machine_id}
              machine={machine}
              place={place}
              isTabStop={machine === tabStop}
              point={(id) => {
                setPointed(machine);
                if (id !== undefined) setAtHand(id);
              }}
              pick={pick}
            />
          );
        })}
      </div>
      <p class="rollouts-pointed note" aria-hidden="true">
        {pointed && <bdi>{markWords(machines.find((one) => one.machine_id === pointed.machine_id) ?? pointed)}</bdi>}
      </p>
    </div>
  );
}

function Stretch({ lane, axis }: Pick<LaneTrackProps, 'lane' | 'axis'>) {
  if (lane.started_at === null) return <span class="rollouts-stretch rollouts-not-begun" />;
  const from = shareOf(axis, Date.parse(lane.started_at));
  const to = shareOf(axis, lane.completed_at === null ? (axis.now ?? axis.to) : Date.parse(lane.completed_at));
  return (
    <span
      class={`rollouts-stretch ${lane.status}`}
      style={{ left: percent(from), width: percent(Math.max(0, to - from)) }}
    />
  );
}

const percent = (share: number): string => `${share * 100}%`;

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, ArrowUp: 1 };

/** One mark of a track is a stop of the Tab key; arrows go on from there. */
function moveFocus(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const { currentTarget: track, target } = event;
  if (!(track instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const marks = [...track.querySelectorAll('button')];
  const ends: Readonly<Record<string, HTMLElement | undefined>> = { Home: marks[0], End: marks.at(-1) };
  const here = marks.findIndex((mark) => mark === target);
  const next = step === undefined ? ends[event.key] : marks[here + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
