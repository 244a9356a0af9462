import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvidence } from '../../../machines/model/compliance.ts';
import type { Evidence } from '../../../machines/model/evidence.ts';
import { canonical } from '../../../services/compliance/canonical.ts';
import type { Signer } from '../../services/compliance/a-signer.ts';
import { someEvidence } from '../../services/compliance/some-evidence.ts';

/** Evidence as the control plane gives it, really signed. */
export async function storedEvidence(
  signer: Signer,
  evidence: Evidence = someEvidence(),
  trust: StoredEvidence['trust'] = 'verified',
): Promise<StoredEvidence> {
  const document = canonical(evidence);
  return {
    machine_id: evidence.host,
    ...{ taken_at: evidence.timestamp, received_at: evidence.timestamp, trust, document },
    signature: await signer.sign(document, 'nixfleet-evidence'),
    public_key: signer.publicKey,
  };
}

/** The same as files, as on the machine itself. */
export function aSignedFolder(folder: string, { document, signature, public_key: key }: StoredEvidence): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'evidence.json'), document);
  writeFileSync(join(folder, 'evidence.json.sig'), signature);
  writeFileSync(join(folder, 'evidence.host.pub'), `${key}\n`);
  return folder;
}
