import type { StoredEvidence } from '../../../machines/model/compliance.ts';
import type { Evidence } from '../../../machines/model/evidence.ts';
import { isTooOld, MAX_AGE_DAYS } from '../../../machines/policy/evidence-age.ts';
import { Badge } from '../elements/badge.tsx';
import { Moment, useNow } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { StorePath } from '../elements/store-path.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';
import { Fact } from './fact.tsx';

/** What is to be thought of evidence: whose it is, of when, of which system. */
export function EvidenceFacts(props: {
  readonly session: Session;
  readonly stored: StoredEvidence;
  readonly evidence: Evidence;
  readonly running: string;
}) {
  const { session, stored, evidence, running } = props;
  const { machine_id: id, taken_at: takenAt, received_at: receivedAt, trust } = stored;
  const now = useNow(60_000);
  return (
    <>
      {trust === 'other-key' && <OtherKey id={id} />}
      <dl class="machines-facts">
        <Fact label="Taken">
          <Moment at={takenAt} />
          <span class="note">
            , received <Moment at={receivedAt} />
          </span>{' '}
          {isTooOld(Date.parse(takenAt), now) && <Badge word={`older than ${MAX_AGE_DAYS} days`} tone="wait" />}
        </Fact>
        <Fact label="Signature">
          {trust === 'verified' ? (
            <Badge word="verified" tone="good" />
          ) : (
            <Badge word="another key than the pinned one" tone="bad" />
          )}
        </Fact>
        <System generation={evidence.generation} running={running} />
        <PinnedKey session={session} id={id} trust={trust} />
        <Fact label="Revision">
          {evidence.revision === null ? (
            <span class="note">not known</span>
          ) : (
            <OutsideText text={evidence.revision} class="mono" />
          )}
        </Fact>
        <Fact label="Frameworks">
          {evidence.frameworks.length === 0 ? (
            <span class="note">none enabled</span>
          ) : (
            <OutsideText text={evidence.frameworks.join(', ')} />
          )}
        </Fact>
      </dl>
    </>
  );
}

function System({ generation, running }: { readonly generation: string | null; readonly running: string }) {
  if (generation !== null && generation === running)
    return (
      <Fact label="System">
        <Badge word="the one that runs" tone="good" />
      </Fact>
    );
  return (
    <Fact label="System">
      <Badge word="not the one that runs" tone="wait" />{' '}
      {generation === null ? <span class="note">it does not say which</span> : <StorePath path={generation} />}
      <div class="note">
        After a switch the next evidence comes within minutes. If it does not:{' '}
        <code>systemctl status compliance-evidence-collector</code> there.
      </div>
    </Fact>
  );
}

/** The key that is believed of the machine; it is another one when evidence is judged otherwise. */
function PinnedKey({
  session,
  id,
  trust,
}: { readonly session: Session } & Pick<StoredEvidence, 'trust'> & { readonly id: string }) {
  const { value } = useLoaded(
    (signal) => session.client.getEvidenceKey({ params: { id }, signal }),
    [session, id, trust],
  );
  if (value === undefined) return null;
  return (
    <Fact label="Pinned key">
      <span class="mono machines-fingerprint">{value.fingerprint}</span>{' '}
      <span class="note">
        <Moment at={value.pinned_at} />,{' '}
        {value.pinned_by === 'first-use' ? (
          'the first that it used'
        ) : (
          <>
            by <bdi>{value.pinned_by}</bdi>
          </>
        )}
      </span>
    </Fact>
  );
}

/** What can stand in a command as it is. */
const PLAIN = /^[A-Za-z0-9][\w.-]*$/;

function OtherKey({ id }: { readonly id: string }) {
  const named = PLAIN.test(id) ? id : 'MACHINE';
  return (
    <div class="problem machines-other-key">
      <p>
        Its newest evidence is signed with another key than the pinned one. It counts for nothing; what was verified
        before it still does.
      </p>
      <p>
        Was the machine installed anew? <code>nixfleet compliance trust {named}</code> shows both keys. Compare with the
        machine’s own word for it (<code>ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</code> there); then an admin
        pins the new one: <code>nixfleet compliance trust {named} --key 'ssh-ed25519 AAAA…'</code>. If nobody installed
        it anew, somebody else speaks in its name.
      </p>
    </div>
  );
}
