import { useMemo } from 'preact/hooks';
import type { ActorDetail } from '../../../machines/model/actor.ts';
import { stateNames } from '../../draw/state-names.ts';
import { takenArrows } from '../../draw/taken-arrows.ts';
import { Badge } from '../elements/badge.tsx';
import { Chart } from '../elements/chart.tsx';
import { Empty } from '../elements/empty.tsx';
import { isUnknown } from '../elements/is-unknown.ts';
import { Loading } from '../elements/loading.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { ActorRest } from './actor-rest.tsx';
import './actors.css';
import { HistorySlider } from './history-slider.tsx';
import { StepList } from './step-list.tsx';
import { shownStep } from './timeline.ts';
import { topicOf } from './topic-of.ts';
import { useActor } from './use-actor.ts';
import { stepInAddress, useDeepLink } from './use-deep-link.ts';
import { useHistory } from './use-history.ts';

/** One actor's statechart, live, and its history. */
export function ActorPage({ session, address }: { readonly session: Session; readonly address: string }) {
  const watched = useActor(session, address, stepInAddress());
  const { loaded, timeline, setTimeline, end } = watched;
  const older = useHistory(session, address, watched);
  useDeepLink(timeline.at, (at) => setTimeline((before) => ({ ...before, at })));
  const actor = loaded.value;
  if (actor === undefined)
    return (
      <div class="actors">
        <ActorHead address={address} />
        {isUnknown(loaded.error) ? (
          <Empty title={`There is no actor ${address}.`}>
            <p>It may have been deleted. {<a href="#/actors">All actors</a>}</p>
          </Empty>
        ) : loaded.error !== undefined ? (
          <Problem error={loaded.error} again={loaded.again} />
        ) : (
          <Loading what="the actor" />
        )}
      </div>
    );
  return (
    <div class="actors">
      <ActorHead address={address} actor={actor} />
      {end !== undefined && (
        <p class="problem" role="status">
          This actor is no more: <bdi>{end}</bdi>. What is shown is how it was last; when there is one again, that is
          shown.
        </p>
      )}
      {end === undefined && loaded.error !== undefined && <Problem error={loaded.error} again={loaded.again} />}
      {(actor.status === 'quarantined' || actor.problem !== null) && (
        <div class="problem" role="alert">
          <p>
            It is quarantined: what is stored of it cannot be restored, and nothing is delivered to it.{' '}
            <bdi>{actor.problem}</bdi>
          </p>
        </div>
      )}
      <Watched session={session} actor={actor} watched={watched} older={older} />
    </div>
  );
}

function Watched(props: {
  readonly session: Session;
  readonly actor: ActorDetail;
  readonly watched: ReturnType<typeof useActor>;
  readonly older: ReturnType<typeof useHistory>;
}) {
  const { session, actor, older } = props;
  const { timeline, setTimeline } = props.watched;
  const {
    value: chart,
    error,
    again,
  } = useLoaded(
    (signal) => session.client.getStatechart({ params: { name: actor.chart }, signal }),
    // A control plane that was upgraded has another chart under the name.
    [actor.chart, actor.version],
  );
  const names = useMemo(() => stateNames(chart ?? { states: [] }), [chart]);
  const step = shownStep(timeline);
  const opened = useMemo(() => actor.last_seq, [timeline.forgotten]);
  const active = step?.active ?? actor.active;
  return (
    <>
      <section class="card" aria-label="Statechart">
        {chart && <Chart chart={chart} marks={{ active, taken: step ? takenArrows(chart, step) : [] }} />}
        {error !== undefined && <Problem error={error} again={again} />}
        {chart === undefined && error === undefined && <Loading what="its statechart" />}
        <HistorySlider timeline={timeline} setTimeline={setTimeline} older={older} names={names} />
      </section>
      <div class="actors-columns">
        <StepList
          timeline={timeline}
          shown={step}
          choose={({ seq }) => setTimeline((before) => ({ ...before, at: seq }))}
          older={older}
          freshAfter={opened}
          names={names}
        />
        <ActorRest actor={actor} isPast={timeline.at !== undefined} names={names} />
      </div>
    </>
  );
}

function ActorHead({ address, actor }: { readonly address: string; readonly actor?: ActorDetail }) {
  const topic = topicOf(address);
  return (
    <header class="actors-head">
      <h1>
        <bdi title={address}>{address}</bdi>
      </h1>
      {actor && <Badge word={actor.status} />}
      {topic && <a href={fragmentOf(topic)}>To the {topic.page}</a>}
      <a href="#/actors">All actors</a>
    </header>
  );
}
