import { createHash } from 'node:crypto';
import { BadInput } from '../../machines/errors.ts';
import { bytesOf, WireReader } from './wire-reader.ts';

/** An ed25519 key as SSH knows it. */
export interface PublicKey {
  /** `ssh-ed25519 AAAA…`, without the comment: two keys are the same when these are. */
  readonly text: string;
  /** The key as it goes over the wire, with its kind (RFC 8709). */
  readonly blob: Uint8Array;
  /** The 32 bytes of it that are the point on the curve. */
  readonly point: Uint8Array;
}

/** The only kind of key that evidence is signed with. */
export const KEY_KIND = 'ssh-ed25519';

const POINT_BYTES = 32;
/** Points for which a signature can be made of any document without a private key, also in their other spellings; without their sign. */
const WEAK_POINTS: ReadonlySet<string> = new Set([
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);
const LONGEST = 4096;
const REMEDY = 'the key of a host is in /etc/ssh/ssh_host_ed25519_key.pub';

/**
 * Reads a public key as `ssh-keygen` writes it (`ssh-ed25519 AAAA… comment`): one line, ed25519. Throws `BadInput` with
 * what is wrong.
 */
export function readPublicKey(text: string): PublicKey {
  if (text.length > LONGEST) throw new BadInput(`the public key is too long; ${REMEDY}`);
  if (text.includes('PRIVATE KEY')) throw new BadInput(`this is a private key; ${REMEDY}`);
  const [, kind = '', encoded = ''] = /^([A-Za-z0-9@.-]+)[ \t]+(\S+)(?:[ \t].*)?\n?$/.exec(text) ?? [];
  if (encoded === '') throw new BadInput(`this is no public key of SSH ("ssh-ed25519 AAAA…", one line); ${REMEDY}`);
  if (kind !== KEY_KIND)
    throw new BadInput(`the public key is of the kind ${kind}; evidence is signed with ${KEY_KIND} keys; ${REMEDY}`);
  const blob = bytesOf(encoded);
  if (blob === undefined) throw new BadInput(`the public key is damaged: its base64 is wrong; ${REMEDY}`);
  return readKeyBlob(blob);
}

/** Reads a public key as it goes over the wire. Throws `BadInput`. */
export function readKeyBlob(bytes: Uint8Array): PublicKey {
  const blob = Buffer.from(bytes);
  const reader = new WireReader(blob);
  const kind = reader.text();
  if (kind !== KEY_KIND) {
    const is = kind !== undefined && /^[\w@.-]{1,64}$/.test(kind) ? `of the kind ${kind}` : 'damaged';
    throw new BadInput(`the public key is ${is}; evidence is signed with ${KEY_KIND} keys; ${REMEDY}`);
  }
  const point = reader.string();
  if (point?.length !== POINT_BYTES || !reader.isAtEnd)
    throw new BadInput(`the public key is damaged: an ed25519 key has ${POINT_BYTES} bytes and nothing after them`);
  if (isWeak(point)) throw new BadInput('the public key is no key: anybody could sign with it');
  return { text: `${KEY_KIND} ${blob.toString('base64')}`, blob, point };
}

function isWeak(point: Uint8Array): boolean {
  const unsigned = Buffer.from(point);
  unsigned[POINT_BYTES - 1] = unsigned.readUInt8(POINT_BYTES - 1) & 0x7f;
  return WEAK_POINTS.has(unsigned.toString('hex'));
}

/** What `ssh-keygen -l` shows of a key: `SHA256:…`. */
export const fingerprint = ({ blob }: Pick<PublicKey, 'blob'>): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
