import { useState } from 'preact/hooks';
import type { Transition } from '../../../machines/model/actor.ts';
import { distance, useNow } from '../elements/moment.tsx';
import { clockWords, stepWords } from './step-words.ts';
import type { Timeline } from './timeline.ts';
import type { OlderSteps } from './use-history.ts';

/** So many at once: a page of thousands is slow, and nobody reads it. */
const SHOWN = 50;

/** The steps of an actor, newest first; one that is chosen is looked at on the chart. */
export function StepList({
  timeline: { steps },
  shown,
  choose,
  older,
  freshAfter,
  names,
}: {
  readonly timeline: Timeline;
  readonly shown: Transition | undefined;
  readonly choose: (step: Transition) => void;
  readonly older: OlderSteps;
  /** Steps after this one were taken before the eyes of the viewer. */
  readonly freshAfter: number;
  readonly names: ReadonlyMap<string, string>;
}) {
  const [most, setMost] = useState(SHOWN);
  const now = useNow();
  const newest = steps.slice(-most).toReversed();
  const more = () => {
    setMost(most + SHOWN);
    if (most + SHOWN > steps.length) older.load();
  };
  return (
    <section class="card">
      <h2>Steps</h2>
      {newest.length === 0 && <p class="note">None are kept.</p>}
      <ol class="actors-steps">
        {newest.map((step) => {
          const { event, detail, moves } = stepWords(step, names);
          return (
            <li key={step.seq} class={step.seq > freshAfter ? 'fresh' : ''}>
              <button
                type="button"
                aria-current={step.seq === shown?.seq ? 'step' : undefined}
                onClick={() => choose(step)}
              >
                <time dateTime={step.at} title={distance(Date.parse(step.at) - now)}>
                  {clockWords(step.at, now)}
                </time>
                <span class="actors-event">
                  <bdi>{event}</bdi>
                  {moves.length > 0 && <span class="actors-moves">{moves.join('; ')}</span>}
                  {detail !== '' && <bdi class="actors-detail note">{detail}</bdi>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {(steps.length > most || older.hasOlder) && (
        <button type="button" onClick={more} disabled={older.isLoading}>
          Older steps
        </button>
      )}
    </section>
  );
}
