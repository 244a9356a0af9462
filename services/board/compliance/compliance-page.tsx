import './compliance.css';
import type { FleetCompliance } from '../../../machines/model/compliance.ts';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import { useEvery } from '../elements/use-every.ts';
import { useLoaded } from '../elements/use-loaded.ts';
import { useQuery } from '../elements/use-query.ts';
import type { Session } from '../session.ts';
import { ComplianceFilter } from './compliance-filter.tsx';
import { ControlTable } from './control-table.tsx';
import { EvidenceSummary } from './evidence-summary.tsx';
import { FrameworkCard } from './framework-card.tsx';
import { NoEvidence } from './no-evidence.tsx';
import { complianceQuery, type WantedCompliance, wantedCompliance } from './wanted-compliance.ts';

/** Evidence comes every hour and after a switch, and a large fleet takes a moment to be added up. */
const LOOK_MS = 60_000;

/** How the fleet stands by its evidence: what of it there is, by article of each framework, by control. */
export function CompliancePage({ session }: { readonly session: Session }) {
  const [query, change] = useQuery();
  const wanted = wantedCompliance(query);
  const key = JSON.stringify(wanted);
  return (
    <div class="compliance">
      <h1>Compliance</h1>
      <ComplianceFilter wanted={wanted} change={change} />
      {/* Another one: what was found for one tag must not stand below the name of another. */}
      <Compliance key={key} session={session} wanted={wanted} showAll={() => change({ tag: undefined })} />
    </div>
  );
}

function Compliance(props: {
  readonly session: Session;
  readonly wanted: WantedCompliance;
  readonly showAll: () => void;
}) {
  const { session, wanted, showAll } = props;
  const { value, error, again } = useLoaded(
    (signal) => session.client.fleetCompliance({ query: complianceQuery(wanted), signal }),
    [session],
  );
  useEvery(LOOK_MS, again);
  return (
    <>
      {error !== undefined && <Problem error={error} again={again} />}
      {value === undefined && error === undefined && <Loading what="the compliance of the fleet" />}
      {value && (
        <>
          <p class="note compliance-asof">
            <span>
              As of <Moment at={value.generated_at} />, from evidence whose signature is verified.
            </span>
            <button type="button" onClick={again}>
              Look again
            </button>
          </p>
          <Found found={value} wanted={wanted} showAll={showAll} />
        </>
      )}
    </>
  );
}

function Found(props: {
  readonly found: FleetCompliance;
  readonly wanted: WantedCompliance;
  readonly showAll: () => void;
}) {
  const { found, wanted, showAll } = props;
  const { machines, frameworks, controls } = found;
  const judged = new Set(controls.map(({ control }) => control));
  return (
    <>
      {machines.verified === 0 && <NoEvidence machines={machines} tag={wanted.tag?.[0]} showAll={showAll} />}
      {machines.total > 0 && <EvidenceSummary machines={machines} />}
      {frameworks.map((framework) => (
        <FrameworkCard key={framework.framework} framework={framework} judged={judged} />
      ))}
      {machines.verified > 0 && <ControlTable controls={controls} />}
    </>
  );
}
