import { useEffect, useState } from 'preact/hooks';
import { distance, useNow } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import { clockWords, stepWords } from './step-words.ts';
import { live, lookingAt, placeIn, played, shownStep, type Timeline } from './timeline.ts';
import type { OlderSteps } from './use-history.ts';

/** A step is shown so long when the history is played. */
const PLAY_MS = 800;

/** A slider over the steps of an actor, with what the step is. */
export function HistorySlider({
  timeline,
  setTimeline,
  older,
  names,
}: {
  readonly timeline: Timeline;
  readonly setTimeline: (change: (before: Timeline) => Timeline) => void;
  readonly older: OlderSteps;
  readonly names: ReadonlyMap<string, string>;
}) {
  const { steps, at } = timeline;
  const [isPlaying, setIsPlaying] = useState(false);
  const isLive = at === undefined;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => setTimeline(played), PLAY_MS);
    return () => clearInterval(timer);
  }, [isPlaying]);
  useEffect(() => {
    if (isLive) setIsPlaying(false);
  }, [isLive]);
  if (steps.length === 0) return <p class="note">No steps of it are kept: they are forgotten after 14 days.</p>;
  const place = placeIn(timeline);
  const last = steps.length - 1;
  const go = (to: number) => {
    setIsPlaying(false);
    setTimeline((before) => lookingAt(before, to));
  };
  const play = () => {
    if (!isPlaying && place === last) setTimeline((before) => lookingAt(before, 0));
    setIsPlaying(!isPlaying);
  };
  const count = `${place + 1} of ${steps.length}${older.hasOlder ? ' loaded' : ''}`;
  const step = steps[place];
  const event = step === undefined ? '' : stepWords(step, names).event;
  return (
    <div class="actors-history" role="group" aria-label="History">
      <div class="actors-slider">
        <button type="button" onClick={() => go(0)} disabled={place === 0 && !older.hasOlder}>
          First
        </button>
        <button
          type="button"
          aria-label="Previous step"
          title="Previous step"
          onClick={() => go(place - 1)}
          disabled={place === 0}
        >
          ◀
        </button>
        <button type="button" class="actors-play" aria-pressed={isPlaying} onClick={play}>
          {isPlaying ? 'Stop' : 'Play'}
        </button>
        <button
          type="button"
          aria-label="Next step"
          title="Next step"
          onClick={() => go(place + 1)}
          disabled={place === last}
        >
          ▶
        </button>
        <input
          type="range"
          aria-label="Step of its history"
          aria-valuetext={`step ${count}: ${event}`}
          min={0}
          max={last}
          step={1}
          value={place}
          onInput={({ currentTarget }) => go(Number(currentTarget.value))}
        />
        <button
          type="button"
          class={isLive ? 'primary' : ''}
          aria-pressed={isLive}
          onClick={() => {
            setIsPlaying(false);
            setTimeline(live);
          }}
        >
          Live
        </button>
      </div>
      <StepShown timeline={timeline} count={count} names={names} />
      {older.isLoading && <p class="note">Loading older steps…</p>}
      {older.error !== undefined && <Problem error={older.error} again={older.load} />}
    </div>
  );
}

function StepShown({
  timeline,
  count,
  names,
}: {
  readonly timeline: Timeline;
  readonly count: string;
  readonly names: ReadonlyMap<string, string>;
}) {
  const now = useNow();
  const step = shownStep(timeline);
  if (step === undefined) return null;
  const { event, detail, moves } = stepWords(step, names);
  const isAnother = timeline.at !== undefined && timeline.at !== step.seq;
  return (
    <div class="actors-shown">
      <p role="status">
        <strong>{timeline.at === undefined ? 'Now' : `Step ${count}`}</strong>: <bdi>{event}</bdi>
        {moves.length > 0 && <span class="actors-moves"> {moves.join('; ')}</span>}
      </p>
      <p class="note">
        <time dateTime={step.at}>{clockWords(step.at, now)}</time>, {distance(Date.parse(step.at) - now)}
        {detail !== '' && (
          <>
            {' · '}
            <bdi class="actors-detail">{detail}</bdi>
          </>
        )}
      </p>
      {isAnother && <p class="note">Step {timeline.at} is not kept any more: this is the one next to it.</p>}
    </div>
  );
}
