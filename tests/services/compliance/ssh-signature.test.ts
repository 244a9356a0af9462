import { beforeAll, describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { readKeyBlob, readPublicKey } from '../../../services/compliance/ssh-key.ts';
import { readSignature, type Signed, verifySignature } from '../../../services/compliance/ssh-signature.ts';
import { wireString } from '../../../services/compliance/wire-reader.ts';
import { aSigner } from './a-signer.ts';

const NAMESPACE = 'nixfleet-evidence';
const DOCUMENT = '{"host":"web-1","wörds":"ünïcode"}';

let genuine: Signed;
let publicKey: string;

beforeAll(async () => {
  const signer = await aSigner();
  ({ publicKey } = signer);
  genuine = {
    document: DOCUMENT,
    signature: await signer.sign(DOCUMENT, NAMESPACE),
    publicKey: readPublicKey(publicKey),
    namespace: NAMESPACE,
  };
});

const bytesOf = (armored: string) => Buffer.from(armored.split('\n').slice(1, -2).join(''), 'base64');
const armor = (bytes: Uint8Array) => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,70}/g) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
};
const refusal = (changed: Partial<Signed>): string => {
  try {
    verifySignature({ ...genuine, ...changed });
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    return error instanceof Error ? error.message : '';
  }
  return 'it was accepted';
};

describe('a signature of ssh-keygen', () => {
  test('holds', () => expect(refusal({})).toBe('it was accepted'));

  test.each(['sha256', 'sha512'])('holds with the hash %s', async (hash) => {
    const signer = await aSigner();
    const signature = await signer.sign(DOCUMENT, NAMESPACE, '-O', `hashalg=${hash}`);
    expect(readSignature(signature).hash).toBe(hash);
    expect(refusal({ signature, publicKey: readPublicKey(signer.publicKey) })).toBe('it was accepted');
  });

  test('holds for an empty and for a long document', async () => {
    const signer = await aSigner();
    for (const document of ['', 'x'.repeat(600_000)]) {
      const signature = await signer.sign(document, NAMESPACE);
      expect(refusal({ document, signature, publicKey: readPublicKey(signer.publicKey) })).toBe('it was accepted');
    }
  });

  test('put together anew by us is still one for ssh-keygen, and one that we refuse is none for it', async () => {
    const signer = await aSigner();
    const signature = await signer.sign(DOCUMENT, NAMESPACE);
    expect(await signer.accepts(DOCUMENT, armor(bytesOf(signature)), NAMESPACE)).toBe(true);
    const spoiled = bytesOf(signature);
    spoiled.writeUInt8(spoiled.readUInt8(spoiled.length - 1) ^ 1, spoiled.length - 1);
    expect(await signer.accepts(DOCUMENT, armor(spoiled), NAMESPACE)).toBe(false);
    expect(await signer.accepts(`${DOCUMENT} `, signature, NAMESPACE)).toBe(false);
    expect(await signer.accepts(DOCUMENT, signature, 'file')).toBe(false);
  });

  test('does not hold for another document', () => {
    expect(refusal({ document: `${DOCUMENT}\n` })).toContain('does not fit the document');
    expect(refusal({ document: DOCUMENT.replace('web-1', 'web-2') })).toContain('does not fit the document');
  });

  test('does not hold for another purpose', async () => {
    const signer = await aSigner();
    const other = { signature: await signer.sign(DOCUMENT, 'git'), publicKey: readPublicKey(signer.publicKey) };
    expect(refusal(other)).toBe('the signature is for "git", not for "nixfleet-evidence"');
    expect(refusal({ ...other, namespace: 'git' })).toBe('it was accepted');
    expect(refusal({ namespace: 'git' })).toContain('is for "nixfleet-evidence"');
  });

  test('does not hold for another key, also when it names that key', async () => {
    const other = readPublicKey((await aSigner()).publicKey);
    expect(refusal({ publicKey: other })).toMatch(/is from another key: SHA256:\S+, not SHA256:\S+$/);
    const renamed = Buffer.from(
      bytesOf(genuine.signature)
        .toString('latin1')
        .replace(Buffer.from(genuine.publicKey.blob).toString('latin1'), Buffer.from(other.blob).toString('latin1')),
      'latin1',
    );
    expect(refusal({ publicKey: other, signature: armor(renamed) })).toContain('does not fit the document');
  });

  test('does not hold when any byte of it is another', () => {
    const bytes = bytesOf(genuine.signature);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(refusal({ signature: armor(changed) }), `byte ${at}`).not.toBe('it was accepted');
    }
  });

  test('does not hold when it is cut anywhere', () => {
    const bytes = bytesOf(genuine.signature);
    for (let length = 0; length < bytes.length; length++)
      expect(refusal({ signature: armor(bytes.subarray(0, length)) }), `${length} bytes`).not.toBe('it was accepted');
    for (let length = 0; length < genuine.signature.length - 1; length++)
      expect(refusal({ signature: genuine.signature.slice(0, length) }), `${length} letters`).toContain(
        'no SSH signature',
      );
  });

  test('does not hold with something after it, before it or in it', () => {
    expect(refusal({ signature: armor(Buffer.concat([bytesOf(genuine.signature), Buffer.of(0)])) })).toContain(
      'after its end',
    );
    expect(refusal({ signature: `${genuine.signature}x` })).toContain('no SSH signature');
    expect(refusal({ signature: `x${genuine.signature}` })).toContain('no SSH signature');
    expect(refusal({ signature: genuine.signature + genuine.signature })).toContain('no SSH signature');
    expect(refusal({ signature: genuine.signature.replace(/\n/, '\n*') })).toContain('no SSH signature');
    expect(refusal({ signature: 'A'.repeat(1 << 20) })).toContain('no SSH signature');
  });
});

describe('a signature that is made up', () => {
  const parts = () => {
    const raw: Buffer = Buffer.concat([wireString('ssh-ed25519'), wireString(new Uint8Array(64))]);
    return {
      magic: 'SSHSIG',
      version: 1,
      key: genuine.publicKey.blob,
      namespace: NAMESPACE,
      reserved: '',
      hash: 'sha512',
      raw,
    };
  };
  const built = (changed: Partial<ReturnType<typeof parts>>) => {
    const all = { ...parts(), ...changed };
    const version = Buffer.alloc(4);
    version.writeUInt32BE(all.version);
    const strings = [all.key, all.namespace, all.reserved, all.hash, all.raw].map(wireString);
    return armor(Buffer.concat([Buffer.from(all.magic), version, ...strings]));
  };

  test('is refused for what is wrong with it', async () => {
    expect(refusal({ signature: built({}) })).toContain('does not fit the document');
    expect(refusal({ signature: built({ magic: 'SSHSIX' }) })).toContain('does not begin as one');
    expect(refusal({ signature: built({ version: 2 }) })).toContain('version is 2');
    expect(refusal({ signature: built({ reserved: 'more' }) })).toContain('does not understand');
    expect(refusal({ signature: built({ hash: 'md5' }) })).toContain('neither sha256 nor sha512');
    expect(refusal({ signature: built({ raw: wireString('ssh-rsa') }) })).toContain('not of the kind ssh-ed25519');
    const short = Buffer.concat([wireString('ssh-ed25519'), wireString(new Uint8Array(63))]);
    expect(refusal({ signature: built({ raw: short }) })).toContain('has not 64 bytes');
  });

  test.each([
    ['-t', 'rsa', '-b', '2048'],
    ['-t', 'ecdsa'],
  ])('of a key %s %s is refused by its kind', async (...kind) => {
    const signer = await aSigner(...kind);
    const signature = await signer.sign(DOCUMENT, NAMESPACE);
    expect(refusal({ signature })).toMatch(/of the kind (ssh-rsa|ecdsa-sha2-nistp256)/);
    expect(() => readKeyBlob(Buffer.from(signer.publicKey.split(' ')[1] ?? '', 'base64'))).toThrow(BadInput);
  });
});
