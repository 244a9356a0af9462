import { BadInput, FleetError } from '../../machines/errors.ts';
import type { Evidence } from '../../machines/model/evidence.ts';
import { allowedSigners } from '../../services/compliance/allowed-signers.ts';
import { fingerprint, type PublicKey, readPublicKey } from '../../services/compliance/ssh-key.ts';
import { readSignature } from '../../services/compliance/ssh-signature.ts';
import { readEvidence, verifiedEvidence } from '../../services/compliance/verified-evidence.ts';
import type { FoundEvidence } from './found-evidence.ts';

/** Whose signature is good: a key, or a list of hosts and their keys; neither: what lies beside the evidence says so. */
export type Believed = { readonly key: string } | { readonly signers: string } | undefined;

/** What came out of verifying one piece of evidence. */
export type JudgedEvidence =
  | { readonly isGood: false; readonly path: string; readonly problem: string }
  | {
      readonly isGood: true;
      readonly path: string;
      readonly evidence: Evidence;
      readonly fingerprint: string;
      /** Who says that the key is the host's: whoever verifies, the list beside the evidence, or nobody but the evidence. */
      readonly vouched: 'given' | 'list' | 'nobody';
    };

/** Verifies evidence in files with nothing but what is given here. */
export function judgedEvidence(found: FoundEvidence, believed: Believed): JudgedEvidence {
  const { path, document, signature } = found;
  try {
    const signer = readSignature(signature).publicKey;
    const { host } = readEvidence(document);
    const { keys, vouched } = goodKeys(found, { believed, host, signer });
    if (keys.length === 0) throw new BadInput(`the list of allowed signers has no key of ${host}`);
    const { evidence, publicKey } = verifiedEvidence({ document, signature, public_key: signer.text }, keys);
    return { isGood: true, path, evidence, fingerprint: fingerprint(publicKey), vouched };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return { isGood: false, path, problem: error.message };
  }
}

interface Question {
  readonly believed: Believed;
  readonly host: string;
  readonly signer: PublicKey;
}

function goodKeys(
  { key, signers }: FoundEvidence,
  { believed, host, signer }: Question,
): { readonly keys: readonly PublicKey[]; readonly vouched: 'given' | 'list' | 'nobody' } {
  if (believed && 'key' in believed) return { keys: [readPublicKey(believed.key.trim())], vouched: 'given' };
  if (believed) return { keys: allowedSigners(believed.signers, host), vouched: 'given' };
  if (signers !== undefined) return { keys: allowedSigners(signers, host), vouched: 'list' };
  return { keys: [key === undefined ? signer : readPublicKey(key.trim())], vouched: 'nobody' };
}
