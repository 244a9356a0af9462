import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInput, BadShape, BadUsage, NotFound } from '../../../machines/errors.ts';
import { allowedSigners } from '../../../services/compliance/allowed-signers.ts';
import { fingerprint, type PublicKey, readPublicKey } from '../../../services/compliance/ssh-key.ts';
import { LONGEST_DOCUMENT, verifiedEvidence } from '../../../services/compliance/verified-evidence.ts';
import { hasCode } from '../../../services/host/error-code.ts';
import { printable } from '../../../services/host/printable.ts';
import type { Asked } from '../command-line.ts';
import { boundedText, evidenceIn, type StoredEvidence } from '../evidence-folder.ts';
import { HISTORY } from '../evidence-steps.ts';
import type { Outcome } from '../outcome.ts';
import { settingsAt } from '../settings.ts';

const LONGEST_FILE = 4096;
const LONGEST_SIGNERS = 1024 * 1024;

/** Verifies evidence, here or brought from elsewhere: no network, no ssh-keygen. What does not hold is said with why. */
export async function verify(asked: Asked): Promise<Outcome> {
  if (asked.key !== undefined && asked.allowedSigners !== undefined)
    throw new BadUsage('--key and --allowed-signers both say which key is trusted: give one of them');
  const place = asked.subject ?? settingsAt(asked).directory;
  const trusted = await trustOf(asked);
  const good: string[] = [];
  const bad: string[] = [];
  for (const each of asked.isHistory ? await historyIn(place) : [place]) {
    const { text, isGood } = await judged(each, trusted, asked);
    (isGood ? good : bad).push(printable(`${each}: ${text}`));
  }
  const isVouchedFor = asked.key !== undefined || asked.allowedSigners !== undefined;
  return {
    exitCode: bad.length === 0 ? 0 : 2,
    output: good.map((line) => `${line}\n`).join(''),
    notes: [...bad, ...(isVouchedFor || good.length === 0 ? [] : [CAUTION])],
  };
}

const CAUTION =
  "note: the key is the one that came with the evidence; whether it is the host's is told by --key or --allowed-signers";

async function judged(
  place: string,
  trusted: Trust,
  asked: Asked,
): Promise<{ readonly text: string; readonly isGood: boolean }> {
  try {
    return { text: `good, ${verified(await readAt(place), trusted, asked)}`, isGood: true };
  } catch (error) {
    const isMissing = asked.isHistory && error instanceof NotFound;
    if (!(error instanceof BadInput || error instanceof BadShape || isMissing)) throw error;
    return { text: `BAD, ${error.message}`, isGood: false };
  }
}

/** The keys that may have signed for a host; undefined: the one that came with the evidence. */
type Trust = (host: string) => readonly PublicKey[] | undefined;

function verified(stored: StoredEvidence, trusted: Trust, { host }: Pick<Asked, 'host'>): string {
  const { document, signature, public_key } = stored;
  if (signature === undefined) throw new BadInput('the evidence is not signed: evidence.json.sig is missing');
  if (public_key === undefined) throw new BadInput('evidence.host.pub is missing beside it');
  // Whom it is of is known only once its signature holds for whoever brought it.
  const { evidence, publicKey } = verifiedEvidence({ document, signature, public_key });
  if (trusted(evidence.host)?.some(({ text }) => text === publicKey.text) === false)
    throw new BadInput(`it is signed with a key that is not among those that are trusted: ${fingerprint(publicKey)}`);
  if (host !== undefined && host !== evidence.host)
    throw new BadInput(`the evidence is of ${JSON.stringify(evidence.host)}, not of ${JSON.stringify(host)}`);
  return `${evidence.host} at ${evidence.timestamp}, ${evidence.overall}, signed by ${fingerprint(publicKey)}`;
}

async function trustOf({ key, allowedSigners: file }: Asked): Promise<Trust> {
  if (key !== undefined) {
    const own = readPublicKey(key.startsWith('ssh-') ? key : await textOf(key, LONGEST_FILE));
    return () => [own];
  }
  if (file === undefined) return () => undefined;
  const text = await textOf(file, LONGEST_SIGNERS);
  return (host) => allowedSigners(text, host);
}

async function readAt(place: string): Promise<StoredEvidence> {
  const isFolder = await stat(place).then(
    (is) => is.isDirectory(),
    () => false,
  );
  const found = isFolder ? await evidenceIn(place) : await fileAt(place);
  if (found === undefined) throw new NotFound(`there is no evidence at ${place}`);
  return found;
}

/** A file that may have another name; its signature and key are beside it. */
async function fileAt(file: string): Promise<StoredEvidence | undefined> {
  const document = await boundedText(file, LONGEST_DOCUMENT);
  const signature = await boundedText(`${file}.sig`, LONGEST_FILE);
  const publicKey = await boundedText(join(dirname(file), 'evidence.host.pub'), LONGEST_FILE);
  return document === undefined ? undefined : { document, signature, public_key: publicKey };
}

async function historyIn(place: string): Promise<readonly string[]> {
  const names = await readdir(join(place, HISTORY)).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  });
  const pieces = names.filter((name) => !name.startsWith('.')).toSorted();
  if (pieces.length === 0) throw new NotFound(`there is no history at ${place}`);
  return pieces.map((name) => join(place, HISTORY, name));
}

async function textOf(file: string, bytes: number): Promise<string> {
  const text = await boundedText(file, bytes);
  if (text === undefined) throw new NotFound(`${file} is not there`);
  return text;
}
