import { constants } from 'node:fs';
import { access, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { BadInput } from '../../machines/errors.ts';
import type { SignedEvidence } from '../../machines/model/evidence.ts';
import { hasCode } from '../../services/host/error-code.ts';

/** The newest evidence in a folder: what is in its files, and what it is called there. */
export interface EvidenceToSend {
  /** `history/20260420T100000Z`: when it was taken. */
  readonly name: string;
  readonly signed: SignedEvidence;
}

const DOCUMENT_BYTES = 512 * 1024;
const SIGNATURE_BYTES = 4096;
const KEY_BYTES = 1024;

/** What the collector calls the folder of its evidence. */
const NAME = /^history\/\d{8}T\d{6}Z$/;

/** What the newest evidence is called; undefined: there is none, or no folder. */
export async function evidenceName(folder: string): Promise<string | undefined> {
  try {
    return await readlink(join(folder, 'current'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Reads the newest evidence of a folder; undefined: there is none. What it is called decides which one that is, whatever
 * changes meanwhile. Throws `BadInput` for what is not the collector's, and what the file system says.
 */
export async function evidenceToSend(folder: string): Promise<EvidenceToSend | undefined> {
  const name = await evidenceName(folder);
  if (name === undefined) return undefined;
  if (!NAME.test(name))
    throw new BadInput(`${join(folder, 'current')} leads to ${JSON.stringify(name)}, not into history`);
  const place = join(folder, name);
  const inside = (await realpath(folder)) + sep;
  if (!(await realpath(place)).startsWith(inside)) throw new BadInput(`${place} leads out of ${folder}`);
  if (!(await isThere(join(place, 'evidence.json.sig'))))
    throw new BadInput(`${place} is not signed: look at \`systemctl status compliance-evidence-collector\``);
  const [document, signature, public_key] = await Promise.all([
    textOf(join(place, 'evidence.json'), DOCUMENT_BYTES),
    textOf(join(place, 'evidence.json.sig'), SIGNATURE_BYTES),
    textOf(join(place, 'evidence.host.pub'), KEY_BYTES),
  ]);
  return { name, signed: { document, signature, public_key: public_key.trim() } };
}

/** The text of a file itself, not of one that a link leads to. */
async function textOf(path: string, most: number): Promise<string> {
  // A pipe would be waited for without end.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat().then((is) => (is.isFile() ? is : { size: Number.POSITIVE_INFINITY }));
    if (size > most) throw new BadInput(`${path} is no file of at most ${most} bytes`);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(most + 1), 0, most + 1, 0);
    return buffer.toString('utf8', 0, Math.min(bytesRead, most));
  } finally {
    await file.close();
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
