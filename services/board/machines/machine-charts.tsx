import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import type { AgentState } from '../../../machines/model/machine.ts';
import { activeStates } from '../../../machines/policy/active-states.ts';
import { takenArrows } from '../../draw/taken-arrows.ts';
import { shownStep } from '../actors/timeline.ts';
import type { WatchedActor } from '../actors/use-actor.ts';
import { Chart } from '../elements/chart.tsx';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { useWhenChanged } from './use-when-changed.ts';

/** The two statecharts of a machine, live: what the control plane makes of it, and what its agent does. */
export function MachineCharts({
  session,
  machine,
  actor,
}: {
  readonly session: Session;
  readonly machine: MachineDetail;
  readonly actor: WatchedActor;
}) {
  const { lifecycle, deployment, agent_state: state, agent_state_since: since } = machine;
  const known = actor.end === undefined ? actor.loaded.value : undefined;
  const own = useStatechart(session, 'machine');
  const agents = useStatechart(session, 'agent');
  // A control plane that was upgraded has other charts under the names.
  useWhenChanged(actor.loaded.value?.version, () => [own, agents].forEach(({ again }) => again()));
  const step = known && shownStep(actor.timeline);
  // Without an actor (it begins when the machine is first told something) the rows of the machine say where it is.
  const active = step?.active ?? known?.active ?? activeStates({ lifecycle, deployment });
  return (
    <div class="machines-charts">
      <section class="card">
        <h2>As the control plane has it</h2>
        <p class="note">
          {machine.chart === null ? (
            'It has not been told anything yet: its actor begins with the first order, from here.'
          ) : (
            <a href={fragmentOf({ page: 'actor', address: `machine:${machine.machine_id}` })}>Its steps, one by one</a>
          )}
        </p>
        {own.value && <Chart chart={own.value} marks={{ active, taken: step ? takenArrows(own.value, step) : [] }} />}
        <Rest of={own} />
      </section>
      <section class="card">
        <h2>What its agent does</h2>
        {state === null ? (
          <p class="note">
            Its agent holds no link and asks from time to time: in which state it is between its reports, nobody is
            told.
          </p>
        ) : (
          <p class="note" role="status">
            {state.replaceAll('_', ' ')}, as it last said over its link
            {since !== null && (
              <>
                {' '}
                (<Moment at={since} />)
              </>
            )}
          </p>
        )}
        {state !== null && <AgentSteps state={state} />}
        {agents.value && <Chart chart={agents.value} marks={{ active: state === null ? [] : [state] }} />}
        <Rest of={agents} />
      </section>
    </div>
  );
}

/** Its seven states, in the order of a cycle. */
const CYCLE: readonly AgentState[] = [
  ...(['idle', 'checking', 'fetching', 'applying', 'verifying', 'rolling_back', 'reporting'] as const),
];

/** The cycle of an agent: where it is, before one looks closer. */
function AgentSteps({ state }: { readonly state: AgentState }) {
  return (
    <ol class="machines-cycle" aria-label="States of an agent">
      {CYCLE.map((word) => (
        <li key={word} aria-current={word === state ? 'step' : undefined}>
          {word.replaceAll('_', ' ')}
        </li>
      ))}
    </ol>
  );
}

type LoadedChart = ReturnType<typeof useStatechart>;

const useStatechart = (session: Session, name: string) =>
  useLoaded((signal) => session.client.getStatechart({ params: { name }, signal }), [name]);

function Rest({ of: { value, error, again } }: { readonly of: LoadedChart }) {
  if (error !== undefined) return <Problem error={error} again={again} />;
  return value === undefined ? <Loading what="the statechart" /> : null;
}
