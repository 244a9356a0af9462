import {
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BadConfig, BadInput, Unavailable } from '../../machines/errors.ts';
import type { SignedEvidence } from '../../machines/model/evidence.ts';
import { LONGEST_DOCUMENT } from '../../services/compliance/verified-evidence.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { CURRENT, type EvidenceFile, evidenceSteps, type FolderStep, HISTORY } from './evidence-steps.ts';

/** Evidence as its folder has it; a signature and its key are there together or not at all. */
export interface StoredEvidence extends Pick<SignedEvidence, 'document'> {
  readonly signature: string | undefined;
  readonly public_key: string | undefined;
}

/** Only the owner writes, only its group reads: evidence names users and services. */
const FOLDER_MODE = 0o750;
const FILE_MODE = 0o640;
const LONGEST_SIGNATURE = 4096;
const OTHERS_WRITE = 0o022;

/** Makes a folder of evidence where there is none. */
export async function makeEvidenceFolder(directory: string): Promise<void> {
  for (const folder of [directory, join(directory, HISTORY)]) {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) await ownedAs(directory, folder, FOLDER_MODE);
  }
}

/**
 * Throws `BadConfig` for a folder in which somebody else may write: who does so as root could be led to another file by a
 * link.
 */
export async function assertOurs(directory: string): Promise<void> {
  for (const folder of [directory, join(directory, HISTORY)]) {
    const { uid, mode } = folder === directory ? await stat(folder) : await lstat(folder);
    const isForeign = uid !== 0 && uid !== process.geteuid?.();
    if (!isForeign && (mode & OTHERS_WRITE) === 0) continue;
    const who = isForeign ? `belongs to another user (uid ${uid})` : `may be written by others than its owner`;
    throw new BadConfig(
      `evidence is not kept in ${directory}: ${folder} ${who}, who could lead us astray: chown root and chmod go-w it, or ` +
        'choose a folder of its own (compliance.evidence.collector.outputDir)',
    );
  }
}

/** What is in the history of a folder of evidence. */
export const historyOf = (directory: string): Promise<readonly string[]> => readdir(join(directory, HISTORY));

/**
 * Puts evidence into its folder as the newest, and removes what has become too old. Throws `Unavailable` when the disk is full;
 * the evidence of before is then what it was.
 */
export async function store(
  directory: string,
  evidence: StoredEvidence,
  { at, retentionDays }: { readonly at: number; readonly retentionDays: number },
): Promise<void> {
  const files = filesOf(evidence);
  const steps = evidenceSteps({ at, files, history: await historyOf(directory), retentionDays });
  try {
    for (const step of steps) await takeStep(directory, step);
  } catch (error) {
    if (!hasCode(error, 'ENOSPC') && !hasCode(error, 'EDQUOT')) throw error;
    await takeStep(directory, { does: 'remove', path: `${HISTORY}/.new` });
    throw diskFull(directory, error);
  }
}

/** Nothing new can be kept; nothing of what is there is lost. */
export const diskFull = (directory: string, cause: unknown): Unavailable =>
  new Unavailable(`the disk of ${directory} is full: the evidence of before is kept`, {}, { cause });

/** The newest evidence of a folder; undefined: there is none yet. Throws what keeps it from being read. */
export async function newestEvidence(directory: string): Promise<StoredEvidence | undefined> {
  // Its own place, not the link: all its files are then of one moment.
  const place = await readlink(join(directory, CURRENT)).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EINVAL')) return undefined;
    throw error;
  });
  if (place === undefined) return undefined;
  return await evidenceIn(join(directory, HISTORY, basename(place)));
}

/** The evidence in a folder that has its files; undefined: there is none. Throws `BadInput` for files that are too long. */
export async function evidenceIn(folder: string): Promise<StoredEvidence | undefined> {
  const document = await boundedText(join(folder, 'evidence.json'), LONGEST_DOCUMENT);
  if (document === undefined) return undefined;
  const signature = await boundedText(join(folder, 'evidence.json.sig'), LONGEST_SIGNATURE);
  const publicKey = await boundedText(join(folder, 'evidence.host.pub'), LONGEST_SIGNATURE);
  return { document, signature, public_key: publicKey };
}

/** The text of a file; undefined: it is not there. Throws `BadInput` when it is no file, or longer than this many bytes. */
export async function boundedText(file: string, bytes: number): Promise<string | undefined> {
  try {
    const is = await stat(file);
    // A pipe would be waited for without end, and a device be read so.
    if (!is.isFile()) throw new BadInput(`${file} is no file: it is none of ours`);
    if (is.size > bytes) throw new BadInput(`${file} is longer than ${bytes} bytes: it is none of ours`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Does one thing to a folder of evidence. */
export async function takeStep(directory: string, step: FolderStep): Promise<void> {
  const path = join(directory, step.path);
  switch (step.does) {
    case 'make':
      await mkdir(path);
      return await ownedAs(directory, path, FOLDER_MODE);
    case 'write':
      await written(path, step.text);
      return await ownedAs(directory, path, FILE_MODE);
    case 'sync':
      return await synced(path);
    case 'rename':
      return await rename(path, join(directory, step.to));
    case 'link':
      return await symlink(step.target, path);
    case 'remove':
      return await rm(path, { recursive: true, force: true });
  }
}

function filesOf({ document, signature, public_key: key }: StoredEvidence): Partial<Record<EvidenceFile, string>> {
  if (signature === undefined || key === undefined) return { 'evidence.json': document };
  return { 'evidence.json': document, 'evidence.json.sig': signature, 'evidence.host.pub': `${key}\n` };
}

async function written(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Of the group that the folder of evidence has, whatever our umask and group are. */
async function ownedAs(directory: string, path: string, mode: number): Promise<void> {
  const [wanted, is] = [await lstat(directory), await lstat(path)];
  if (is.gid !== wanted.gid) await chown(path, is.uid, wanted.gid);
  // Where the folder passes its group on (setgid) all is right by itself; who may not do more need not.
  if ((is.mode & 0o777) !== mode) await chmod(path, mode);
}
