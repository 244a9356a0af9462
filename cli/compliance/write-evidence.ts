import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../machines/errors.ts';
import { makeFolder } from '../config/make-folder.ts';
import type { EvidenceFile } from './evidence-files.ts';

/** Evidence names users and services: it is for who exported it, until they give it to somebody. */
const MODE = 0o600;

/** Writes files into a folder, which is made when it is not there; none over another. Throws `BadInput`, with nothing written. */
export function writeEvidence(folder: string, files: readonly EvidenceFile[]): void {
  const taken = files.find(({ name }) => existsSync(join(folder, name)));
  if (taken !== undefined)
    throw new BadInput(`${join(folder, taken.name)} is there already; nothing was written: choose another --out`);
  try {
    makeFolder(folder);
    for (const { name, text } of files) writeFileSync(join(folder, name), text, { mode: MODE, flag: 'wx' });
  } catch (cause) {
    throw new BadInput(`cannot write into ${folder}`, { folder }, { cause });
  }
}
