import { BadInput, FleetError, Forbidden, NotFound } from '../../machines/errors.ts';
import type { Evidence } from '../../machines/model/evidence.ts';
import { readPublicKey } from '../../services/compliance/ssh-key.ts';
import { readEvidence, verifiedEvidence } from '../../services/compliance/verified-evidence.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { boundedText, newestEvidence, type StoredEvidence } from './evidence-folder.ts';
import type { HostSettings } from './host-settings.ts';

const COLLECT = 'systemctl start compliance-evidence-collector';
const LONGEST_KEY = 4096;

/**
 * The newest evidence that is kept here, its signature verified where the host signs. Throws `NotFound` when there is none,
 * `Forbidden` when the caller may not read it, `BadInput` and `BadShape` when it is not what was signed.
 */
export async function keptEvidence({ directory, signingKey, host }: HostSettings): Promise<Evidence> {
  const stored = await storedIn(directory);
  if (stored === undefined) throw new NotFound(`there is no evidence in ${directory} yet: ${COLLECT}`);
  try {
    const evidence = signingKey === null ? readEvidence(stored.document) : await signedBy(signingKey, stored);
    if (evidence.host !== host)
      throw new BadInput(`it is of ${JSON.stringify(evidence.host)}, and this is ${JSON.stringify(host)}`);
    return evidence;
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    throw new BadInput(
      `the evidence in ${directory} is not to be believed: ${error.message}; ${COLLECT}`,
      {},
      { cause: error },
    );
  }
}

async function storedIn(directory: string): Promise<StoredEvidence | undefined> {
  try {
    return await newestEvidence(directory);
  } catch (error) {
    if (!hasCode(error, 'EACCES') && !hasCode(error, 'EPERM')) throw error;
    const remedy = 'run this as root, or be in the group that may (compliance.evidence.collector.group)';
    throw new Forbidden(`you may not read the evidence in ${directory}: ${remedy}`, {}, { cause: error });
  }
}

async function signedBy(key: string, { document, signature, public_key }: StoredEvidence): Promise<Evidence> {
  if (signature === undefined || public_key === undefined)
    throw new BadInput('it is not signed, and this host signs its evidence');
  // Whoever may write evidence could bring a key along: the host's own is what counts.
  const own = await boundedText(`${key}.pub`, LONGEST_KEY);
  const trusted = own === undefined ? undefined : [readPublicKey(own)];
  return verifiedEvidence({ document, signature, public_key }, trusted).evidence;
}
