import { useMemo } from 'preact/hooks';
import type { StoredEvidence } from '../../../machines/model/compliance.ts';
import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import { isUnknown } from '../elements/is-unknown.ts';
import { Loading } from '../elements/loading.tsx';
import { Problem } from '../elements/problem.tsx';
import { useEvery } from '../elements/use-every.ts';
import { useLoaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';
import { EvidenceControls } from './evidence-controls.tsx';
import { EvidenceFacts } from './evidence-facts.tsx';
import './evidence.css';
import { evidenceIn } from './judged-evidence.ts';
import { useWhenChanged } from './use-when-changed.ts';

/** Evidence comes every hour, and within minutes after a switch. */
const LOOK_MS = 60_000;

/** The newest evidence of a machine: what is to be thought of it, and what it says. */
export function MachineEvidence(props: { readonly session: Session; readonly machine: MachineDetail }) {
  const { session, machine } = props;
  const { machine_id: id, current_generation: running } = machine;
  const { value, error, again } = useLoaded(
    (signal) => session.client.getEvidence({ params: { id }, query: { limit: '1' }, signal }),
    [session, id],
  );
  useEvery(LOOK_MS, again);
  useWhenChanged(running, again);
  const newest = value?.[0];
  return (
    <section class="card" aria-labelledby="machines-evidence">
      <h2 id="machines-evidence">Compliance</h2>
      {/* That it was deleted the page says above. */}
      {error !== undefined && !isUnknown(error) && <Problem error={error} again={again} />}
      {value === undefined && error === undefined && <Loading what="its evidence" />}
      {value !== undefined && newest === undefined && (
        <p class="note">
          It has sent no evidence. The page <a href="#/compliance">Compliance</a> says how it comes about.
        </p>
      )}
      {newest !== undefined && <Newest session={session} stored={newest} running={running} />}
    </section>
  );
}

function Newest(props: {
  readonly session: Session;
  readonly stored: StoredEvidence;
  /** The system that the machine says it runs. */
  readonly running: string;
}) {
  const { session, stored, running } = props;
  const { document } = stored;
  const evidence = useMemo(() => evidenceIn(document), [document]);
  if (evidence === undefined)
    return (
      <p class="problem">
        Its newest evidence cannot be read by this page. <code>nixfleet compliance export</code> gives it as it is.
      </p>
    );
  return (
    <>
      <EvidenceFacts session={session} stored={stored} evidence={evidence} running={running} />
      <EvidenceControls evidence={evidence} />
    </>
  );
}
