import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedEvidence } from '../../machines/model/evidence.ts';
import { aFolder } from '../services/host/waiting.ts';

/** A folder of evidence as the collector leaves it. */
export interface EvidenceFolder {
  readonly path: string;
  /** Puts evidence there as the newest: `20260420T100000Z`; without a signature where none is given. */
  put(name: string, evidence: Pick<SignedEvidence, 'document'> & Partial<SignedEvidence>): Promise<void>;
}

/** One that goes with the test. */
export async function anEvidenceFolder(): Promise<EvidenceFolder> {
  const path = await aFolder();
  return {
    path,
    async put(name, { document, signature, public_key }) {
      const place = join(path, 'history', name);
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'evidence.json'), document);
      if (signature !== undefined) await writeFile(join(place, 'evidence.json.sig'), signature);
      if (public_key !== undefined) await writeFile(join(place, 'evidence.host.pub'), `${public_key}\n`);
      await symlink(`history/${name}`, join(path, '.next'));
      await rename(join(path, '.next'), join(path, 'current'));
    },
  };
}
