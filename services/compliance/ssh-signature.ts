import { createHash, createPublicKey, verify } from 'node:crypto';
import { BadInput } from '../../machines/errors.ts';
import { fingerprint, KEY_KIND, type PublicKey, readKeyBlob } from './ssh-key.ts';
import { bytesOf, WireReader, wireString } from './wire-reader.ts';

/** A signature as it is in its file, taken apart; not yet verified. */
export interface SshSignature {
  readonly publicKey: PublicKey;
  /** What the signer meant it for: a signature for one purpose is none for another. */
  readonly namespace: string;
  readonly hash: 'sha256' | 'sha512';
  /** The 64 bytes of ed25519. */
  readonly signature: Uint8Array;
}

/** What is to be verified. */
export interface Signed {
  /** The text that was signed, to the byte. */
  readonly document: string;
  /** Armored, as `ssh-keygen -Y sign` writes it. */
  readonly signature: string;
  /** The key that it has to be from. */
  readonly publicKey: Pick<PublicKey, 'blob'>;
  readonly namespace: string;
}

const MAGIC = 'SSHSIG';
const VERSION = 1;
const SIGNATURE_BYTES = 64;
const LONGEST = 4096;
const ARMOR = /^-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n?$/;

/**
 * Verifies an SSH signature (OpenSSH's PROTOCOL.sshsig; ed25519 only). Throws `BadInput` with the reason why it does not
 * hold; ends without a word when it does.
 */
export function verifySignature({ document, signature, publicKey, namespace }: Signed): void {
  const found = readSignature(signature);
  if (!Buffer.from(publicKey.blob).equals(found.publicKey.blob))
    throw new BadInput(
      `the signature is from another key: ${fingerprint(found.publicKey)}, not ${fingerprint(publicKey)}`,
    );
  if (found.namespace !== namespace)
    throw new BadInput(`the signature is for ${JSON.stringify(found.namespace)}, not for "${namespace}"`);
  if (!verify(null, signedBytes(document, found), keyObject(found.publicKey), found.signature))
    throw new BadInput('the signature does not fit the document: one of them was changed after it was signed');
}

/** Takes a signature apart. Throws `BadInput` when it is damaged, from a key that is not ed25519, or of a kind that we do not know. */
export function readSignature(armored: string): SshSignature {
  const encoded = armored.length > LONGEST ? undefined : ARMOR.exec(armored)?.[1]?.replaceAll('\n', '');
  const blob = encoded === undefined ? undefined : bytesOf(encoded);
  if (blob === undefined) throw new BadInput('this is no SSH signature ("-----BEGIN SSH SIGNATURE-----" and so on)');
  const reader = new WireReader(blob);
  if (reader.take(MAGIC.length)?.toString('latin1') !== MAGIC) throw damaged('it does not begin as one');
  const version = reader.number();
  if (version !== VERSION) throw damaged(`its version is ${version ?? 'missing'}, not ${VERSION}`);
  const publicKey = readKeyBlob(present(reader.string()));
  const namespace = present(reader.string()).toString('utf8');
  // Reserved for what later versions may say: what is not understood cannot be vouched for.
  if (present(reader.string()).length > 0) throw damaged('it says something that this version does not understand');
  const hash = present(reader.text());
  if (hash !== 'sha256' && hash !== 'sha512') throw damaged('its hash is neither sha256 nor sha512');
  const signature = rawSignature(present(reader.string()));
  if (!reader.isAtEnd) throw damaged('there is something after its end');
  return { publicKey, namespace, hash, signature };
}

function rawSignature(blob: Buffer): Uint8Array {
  const reader = new WireReader(blob);
  if (reader.text() !== KEY_KIND) throw damaged(`it is not of the kind ${KEY_KIND}`);
  const raw = present(reader.string());
  if (raw.length !== SIGNATURE_BYTES || !reader.isAtEnd) throw damaged(`it has not ${SIGNATURE_BYTES} bytes`);
  return raw;
}

/** What the key has really signed: the hash of the document, and what the signature says of itself. */
const signedBytes = (document: string, { namespace, hash }: Pick<SshSignature, 'namespace' | 'hash'>): Buffer =>
  Buffer.concat([
    Buffer.from(MAGIC),
    wireString(namespace),
    wireString(''),
    wireString(hash),
    wireString(createHash(hash).update(document, 'utf8').digest()),
  ]);

const keyObject = ({ point }: PublicKey) =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(point).toString('base64url') },
  });

function present(bytes: Buffer | undefined): Buffer;
function present(bytes: string | undefined): string;
function present<T>(value: T | undefined): T {
  if (value === undefined) throw damaged('it ends too early');
  return value;
}

const damaged = (why: string): BadInput => new BadInput(`the signature is damaged: ${why}`);
