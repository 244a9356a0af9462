import { useEffect, useMemo, useState } from 'preact/hooks';
import { Unreachable } from '../../../machines/errors.ts';
import { useConnection } from '../elements/connection-state.tsx';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { useNow } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import type { Session } from '../session.ts';
import { FacetGroup } from './facet-group.tsx';
import { FleetGrid } from './fleet-grid.tsx';
import { type FleetQuery, isNarrowed, widened } from './fleet-query.ts';
import { FleetTiles } from './fleet-tiles.tsx';
import { FleetToolbar } from './fleet-toolbar.tsx';
import { type FleetView, fleetView } from './fleet-view.ts';
import { TagFacet } from './tag-facet.tsx';
import { useCursor } from './use-cursor.ts';
import { useFleet } from './use-fleet.ts';
import { useFleetQuery } from './use-fleet-query.ts';
import './fleet.css';

/** The whole fleet, live: how it stands, and every machine of it. */
export function FleetPage({ session }: { readonly session: Session }) {
  const { fleet, problem, again } = useFleet(session);
  const [query, changes] = useFleetQuery();
  const view = useMemo(() => fleetView(fleet, query), [fleet, query]);
  const isLost = useConnection(session.connection) === 'lost';
  // Of a connection that is lost the header tells.
  const isToBeSaid = problem !== undefined && !(isLost && problem instanceof Unreachable);
  const facets = { view, query, choose: changes.choose };
  return (
    <div class={`fleet ${isLost ? 'stale' : ''}`}>
      <Title view={view} query={query} isLost={isLost} isCurrent={fleet.isCurrent} />
      {isToBeSaid && <Problem error={problem} again={again} />}
      {view.total === 0 ? (
        <div class="fleet-nobody">
          <Nobody isCurrent={fleet.isCurrent} />
        </div>
      ) : (
        <>
          <div class="fleet-summary">
            <FacetGroup facet="deployment" title="Deployment" {...facets} />
            <FacetGroup facet="presence" title="Presence" {...facets} />
            <FacetGroup facet="need" title="Needs" {...facets} />
          </div>
          <FleetToolbar query={query} changes={changes} />
          <Machines view={view} query={query} widen={() => changes.choose(widened(query))} />
          <Facets {...facets} />
        </>
      )}
    </div>
  );
}

interface FacetsProps {
  readonly view: FleetView;
  readonly query: FleetQuery;
  readonly choose: (query: FleetQuery) => void;
}

function Facets(facets: FacetsProps) {
  return (
    <aside class="fleet-aside" aria-label="Filters">
      <FacetGroup facet="activity" title="Activity" {...facets} />
      <FacetGroup facet="lifecycle" title="Lifecycle" {...facets} />
      <TagFacet {...facets} />
    </aside>
  );
}

function Machines({
  view,
  query,
  widen,
}: {
  readonly view: FleetView;
  readonly query: FleetQuery;
  readonly widen: () => void;
}) {
  const now = useNow();
  const at = useCursor(view);
  if (view.found === 0)
    return (
      <div class="fleet-none">
        <Empty title="No machine matches.">
          <button type="button" onClick={widen}>
            Show the whole fleet
          </button>
        </Empty>
      </div>
    );
  return query.view === 'tiles' ? (
    <FleetTiles view={view} at={at} now={now} />
  ) : (
    <FleetGrid view={view} at={at} now={now} />
  );
}

function Title(props: {
  readonly view: FleetView;
  readonly query: FleetQuery;
  readonly isLost: boolean;
  readonly isCurrent: boolean;
}) {
  const { view, query, isLost, isCurrent } = props;
  const all = `${view.total.toLocaleString('en')} ${view.total === 1 ? 'machine' : 'machines'}`;
  const found = isNarrowed(query) ? `${view.found.toLocaleString('en')} of ${all}` : all;
  return (
    <div class="fleet-title">
      <h1>Fleet</h1>
      <span class="fleet-total">{view.total > 0 && found}</span>
      {view.total > 0 && !isCurrent && <span class="note">more are coming…</span>}
      {isLost && view.total > 0 && <span class="fleet-stale">as it was when the connection was lost</span>}
      <Spoken words={found} asked={query} />
    </div>
  );
}

/** What was found is read out once for each question, not whenever the fleet changes. */
function Spoken({ words, asked }: { readonly words: string; readonly asked: FleetQuery }) {
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(isNarrowed(asked) ? words : ''), 500);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <span class="unseen" role="status" aria-label="Found">
      {spoken}
    </span>
  );
}

function Nobody({ isCurrent }: { readonly isCurrent: boolean }) {
  if (!isCurrent) return <Loading what="machines" />;
  return (
    <Empty title="No machine yet.">
      <p>
        A machine is here once its agent has reported: enable <code>services.nixfleet-agent</code> in its configuration
        with the address of this control plane, and switch to it.
      </p>
      <p>
        <code>nixfleet host add</code> writes such a machine into a fleet&#39;s flake;{' '}
        <code>nixfleet machines register ID</code> names one before it reports.
      </p>
    </Empty>
  );
}
