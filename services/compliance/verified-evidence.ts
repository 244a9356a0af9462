import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { BadInput, BadShape } from '../../machines/errors.ts';
import { Evidence, type SignedEvidence } from '../../machines/model/evidence.ts';
import { canonical } from './canonical.ts';
import { type PublicKey, readPublicKey } from './ssh-key.ts';
import { verifySignature } from './ssh-signature.ts';

/** What evidence is signed for: a signature that the same key made for something else is none of evidence. */
export const EVIDENCE_NAMESPACE = 'nixfleet-evidence';

/** The longest document, in bytes. */
export const LONGEST_DOCUMENT = 512 * 1024;

/** Compiled: a fleet sends evidence by the thousand, and to walk the schema takes as long as all else. */
const IS_EVIDENCE = Compile(Evidence);

/** Evidence whose signature holds, and by whom. */
export interface VerifiedEvidence {
  readonly evidence: Evidence;
  readonly publicKey: PublicKey;
}

/**
 * Verifies evidence with the key that came with it, or with one of those that are trusted. Says nothing of whether the
 * key that came with it is the host's. Throws `BadInput` or `BadShape` with the reason.
 */
export function verifiedEvidence(
  { document, signature, public_key }: SignedEvidence,
  trusted?: readonly PublicKey[],
): VerifiedEvidence {
  const publicKey = readPublicKey(public_key);
  if (trusted?.some(({ text }) => text === publicKey.text) === false)
    throw new BadInput('the evidence is signed with a key that is not among those that are trusted');
  verifySignature({ document, signature, publicKey, namespace: EVIDENCE_NAMESPACE });
  return { evidence: readEvidence(document), publicKey };
}

/**
 * Reads the document of evidence, which may come from anybody. Throws `BadInput` when it is too long, no JSON or not
 * canonical, and `BadShape` with the field that is wrong.
 */
export function readEvidence(document: string): Evidence {
  if (Buffer.byteLength(document) > LONGEST_DOCUMENT)
    throw new BadInput(`evidence of more than ${LONGEST_DOCUMENT / 1024} KiB is not read`);
  const value = parsed(document);
  if (!IS_EVIDENCE.Check(value)) {
    const [first] = Value.Errors(Evidence, value);
    const place = first?.instancePath.slice(1).replaceAll('/', '.');
    throw new BadShape(`evidence: ${place ? `\`${place}\`` : 'the document'} ${first?.message ?? 'is wrong'}`);
  }
  // Two readers of one text must not see different things in it: names given twice, numbers with two spellings.
  if (canonical(value) !== document) throw new BadInput('evidence is not canonical JSON (RFC 8785)');
  assertBounded(value);
  return value;
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch (cause) {
    throw new BadInput('evidence is no JSON', {}, { cause });
  }
}

/** What the schema cannot say to this validator: lengths in bytes, one entry a control, a time in UTC. */
function assertBounded(evidence: Evidence): void {
  const { host, generation, revision, frameworks, controls, overall, timestamp } = evidence;
  if (!timestamp.endsWith('Z') || Number.isNaN(Date.parse(timestamp)))
    throw new BadShape('evidence: `timestamp` is not in UTC (`2026-04-20T10:00:00Z`)');
  if (host === '') throw new BadShape('evidence: `host` is empty');
  assertShort('host', [host], 128);
  assertShort('generation', [generation ?? ''], 512);
  assertShort('revision', [revision ?? ''], 128);
  assertShort('overall', [overall], 128);
  assertShort('frameworks', frameworks, 64);
  const names = controls.map(({ control }) => control);
  assertShort('controls.control', names, 64);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new BadShape(`evidence: the control ${JSON.stringify(twice)} is there twice`);
  for (const { findings, framework_articles: articles } of controls) {
    assertShort('controls.framework_articles', Object.values(articles).flat(), 64);
    assertShort(
      'controls.findings',
      findings.map(({ id }) => id),
      64,
    );
    const excuses = findings.flatMap(({ exception }) => (exception === undefined ? [] : [exception]));
    assertShort(
      'controls.findings',
      [...findings.map(({ text }) => text), ...excuses.map((each) => each.rationale)],
      1024,
    );
    assertShort(
      'controls.findings',
      excuses.flatMap(({ owner, expires }) => [owner ?? '', expires ?? '']),
      256,
    );
  }
}

function assertShort(field: string, texts: readonly string[], bytes: number): void {
  if (texts.some((text) => Buffer.byteLength(text) > bytes)) throw new BadInput(`evidence: \`${field}\` is too long`);
}
