import type { ComponentChildren } from 'preact';
import type { FleetCompliance } from '../../../machines/model/compliance.ts';
import { counted } from '../../../machines/policy/counted.ts';
import { MAX_AGE_DAYS } from '../../../machines/policy/evidence-age.ts';
import { Badge } from '../elements/badge.tsx';
import { CountBar } from '../elements/count-bar.tsx';
import { Moment } from '../elements/moment.tsx';
import type { Tone } from '../elements/tone.ts';
import { MachineNames } from './machine-names.tsx';
import { evidenceParts } from './standing-words.ts';

/** Of how many machines there is evidence that counts, and what is the matter with the others. */
export function EvidenceSummary({ machines }: { readonly machines: FleetCompliance['machines'] }) {
  const { total, verified, oldest } = machines;
  return (
    <section class="card" aria-labelledby="compliance-evidence">
      <h2 id="compliance-evidence">Evidence</h2>
      <p>
        {verified} of {counted(total, 'machine')} {verified === 1 ? 'has' : 'have'} evidence that counts.{' '}
        {oldest !== null && (
          <>
            The oldest of it was taken <Moment at={oldest} />.
          </>
        )}
      </p>
      <CountBar parts={evidenceParts(machines)} />
      <Kinds machines={machines} />
    </section>
  );
}

function Kinds({ machines }: { readonly machines: FleetCompliance['machines'] }) {
  const { untrusted, untrusted_count, outdated, outdated_count } = machines;
  const { stale, stale_count, without, without_count } = machines;
  return (
    <div class="compliance-kinds">
      <Kind what="signed with another key" tone="bad" ids={untrusted} count={untrusted_count}>
        The newest evidence of these is signed with another key than the pinned one and counts for nothing; what was
        verified before it still does. Installed anew? <code>nixfleet compliance trust MACHINE</code> shows both keys,
        and an admin pins the right one. If nobody installed it anew, somebody else speaks in its name.
      </Kind>
      <Kind what={`older than ${MAX_AGE_DAYS} days`} tone="wait" ids={outdated} count={outdated_count}>
        It counts for nothing. Are they switched on, and do their agents report? There:{' '}
        <code>systemctl status compliance-evidence-collector</code>.
      </Kind>
      <Kind what="of another system than runs" tone="wait" ids={stale} count={stale_count}>
        They have switched, and the next evidence comes within minutes. If it does not:{' '}
        <code>systemctl status compliance-evidence-collector</code> there.
      </Kind>
      <Kind what="without evidence" tone="plain" ids={without} count={without_count}>
        There: <code>systemctl status compliance-evidence-collector</code>. No such unit: its configuration enables
        nothing of compliance. It runs: does the agent report, and has it <code>--evidence-dir</code>?
      </Kind>
    </div>
  );
}

function Kind(props: {
  readonly what: string;
  readonly tone: Tone;
  readonly ids: readonly string[];
  readonly count: number;
  readonly children: ComponentChildren;
}) {
  const { what, tone, ids, count, children } = props;
  if (count === 0) return null;
  return (
    <section aria-label={`Machines: ${what}`}>
      <h3>
        <Badge word={`${count} ${what}`} tone={tone} />
      </h3>
      <MachineNames ids={ids} count={count} />
      <p class="note">{children}</p>
    </section>
  );
}
