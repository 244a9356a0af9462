import { BadInput, FleetError } from '../../machines/errors.ts';
import type { StoredEvidence } from '../../machines/model/compliance.ts';
import { fingerprint, readPublicKey } from '../../services/compliance/ssh-key.ts';
import { verifiedEvidence } from '../../services/compliance/verified-evidence.ts';

/** Whether evidence is believed, and why not. */
export interface Trust {
  readonly word: 'verified' | 'other-key' | 'forged';
  /** Of the key that came with it. */
  readonly fingerprint: string;
  /** What there is to know, and to do. */
  readonly remark: string | undefined;
}

/** What is to be thought of evidence: the control plane knows the key of the machine; the signature is verified here as well. */
export function trustIn(stored: StoredEvidence): Trust {
  const { machine_id: id } = stored;
  try {
    const shown = fingerprint(readPublicKey(stored.public_key));
    const { evidence } = verifiedEvidence(stored);
    if (evidence.host !== id) throw new BadInput(`it is evidence of ${evidence.host}, not of ${id}`);
    if (stored.trust === 'verified') return { word: 'verified', fingerprint: shown, remark: undefined };
    return { word: 'other-key', fingerprint: shown, remark: otherKey(id) };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return { word: 'forged', fingerprint: fingerprintOf(stored), remark: `do not believe it: ${error.message}` };
  }
}

const otherKey = (id: string): string =>
  `another key than the pinned one has signed it, and it counts for nothing; nixfleet compliance trust ${id} shows both. ` +
  'Was the machine installed anew? If not, somebody else speaks for it';

function fingerprintOf({ public_key: text }: StoredEvidence): string {
  try {
    return fingerprint(readPublicKey(text));
  } catch (error) {
    if (error instanceof BadInput) return 'no key that can be read';
    throw error;
  }
}
