import { BadInput } from '../../machines/errors.ts';
import type { StoredEvidence } from '../../machines/model/compliance.ts';
import { shellWord } from '../../services/host/ssh/ssh-command.ts';

/** What signed evidence is called in files, as on the machine itself; and whose signature is good, as `ssh-keygen` wants it. */
export const FILE_NAMES = {
  document: 'evidence.json',
  signature: 'evidence.json.sig',
  key: 'evidence.host.pub',
  signers: 'allowed_signers',
} as const;

/** A file to be written. */
export interface EvidenceFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The files with which a machine's evidence can be verified without us. The allowed signer is the key that is believed of the
 * machine: evidence that another key signed comes out as bad, as it should. Throws `BadInput`.
 */
export function evidenceFiles(stored: StoredEvidence, believed: string): readonly EvidenceFile[] {
  return [
    { name: FILE_NAMES.document, text: stored.document },
    { name: FILE_NAMES.signature, text: ended(stored.signature) },
    { name: FILE_NAMES.key, text: ended(stored.public_key) },
    { name: FILE_NAMES.signers, text: allowedSigner(stored.machine_id, believed) },
  ];
}

/** A line of `allowed_signers` for one host. Throws `BadInput` for a name that would let others in. */
export function allowedSigner(host: string, key: string): string {
  if (!/^[\w.-]+$/.test(host))
    throw new BadInput(
      `"${host}" cannot stand in a list of allowed signers: only letters, digits, ".", "_" and "-" can`,
    );
  return `${host} namespaces="nixfleet-evidence" ${key.trim().split(/\s+/).slice(0, 2).join(' ')}\n`;
}

/** What to type to verify files with OpenSSH alone. */
export const verifyCommand = (folder: string, host: string): string =>
  `cd ${shellWord(folder)} && ssh-keygen -Y verify -n nixfleet-evidence -I ${host} -f ${FILE_NAMES.signers} ` +
  `-s ${FILE_NAMES.signature} < ${FILE_NAMES.document}`;

const ended = (text: string): string => `${text.trimEnd()}\n`;
