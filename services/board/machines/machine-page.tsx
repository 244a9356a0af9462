import { Empty } from '../elements/empty.tsx';
import { isUnknown } from '../elements/is-unknown.ts';
import { Loading } from '../elements/loading.tsx';
import { Problem } from '../elements/problem.tsx';
import type { Session } from '../session.ts';
import { LastActivation } from './last-activation.tsx';
import { MachineCharts } from './machine-charts.tsx';
import { MachineEvidence } from './machine-evidence.tsx';
import { MachineHead } from './machine-head.tsx';
import { MachineHealth } from './machine-health.tsx';
import './machines.css';
import { ReleaseHistory } from './release-history.tsx';
import { ReportTable } from './report-table.tsx';
import { useMachine } from './use-machine.ts';
import { useNewestFirst } from './use-newest-first.ts';
import { useWhenChanged } from './use-when-changed.ts';

/** One machine: how it is, what its agent printed, how its checks went, its evidence, where its statecharts are, what it ran. */
export function MachinePage({ session, id }: { readonly session: Session; readonly id: string }) {
  const { loaded, actor } = useMachine(session, id);
  const reports = useNewestFirst((call: ReportCall | undefined) =>
    session.client.page('machineReports', call ?? { params: { id }, query: { limit: '100' } }),
  );
  const { value: machine, error, again } = loaded;
  useWhenChanged(machine?.last_seen, reports.refresh);
  if (machine === undefined)
    return (
      <div class="machines">
        <h1>
          <bdi>{id}</bdi>
        </h1>
        <NotThere id={id} error={error} again={again} />
      </div>
    );
  return (
    <div class="machines">
      <MachineHead machine={machine} />
      {isUnknown(error) && <p class="problem">It was deleted meanwhile: what is shown is how it was last.</p>}
      {error !== undefined && !isUnknown(error) && <Problem error={error} again={again} />}
      <LastActivation session={session} machine={machine} />
      <MachineHealth reports={reports} />
      <MachineEvidence session={session} machine={machine} />
      <MachineCharts session={session} machine={machine} actor={actor} />
      <ReleaseHistory machine={machine} />
      <ReportTable reports={reports} />
    </div>
  );
}

type ReportCall = Parameters<Session['client']['machineReports']>[0];

function NotThere({ id, error, again }: { readonly id: string; readonly error: unknown; readonly again: () => void }) {
  if (error === undefined) return <Loading what="the machine" />;
  if (!isUnknown(error)) return <Problem error={error} again={again} />;
  return (
    <Empty title="There is no such machine.">
      <p>
        Nobody has registered <bdi>{id}</bdi>, and no agent has reported under this name; or it was deleted.
      </p>
      <p>
        <a href="#/fleet">To the fleet</a>
      </p>
    </Empty>
  );
}
