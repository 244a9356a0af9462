import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { fingerprint, readKeyBlob, readPublicKey } from '../../../services/compliance/ssh-key.ts';
import { wireString } from '../../../services/compliance/wire-reader.ts';
import { run } from '../../../services/host/process.ts';
import { aSigner } from './a-signer.ts';

const line = (blob: Uint8Array) => `ssh-ed25519 ${Buffer.from(blob).toString('base64')}`;
const aBlob = (kind = 'ssh-ed25519', bytes = 32) =>
  Buffer.concat([wireString(kind), wireString(new Uint8Array(bytes).fill(7))]);

describe('a public key', () => {
  test('is read as ssh-keygen writes it, whatever its comment', async () => {
    const { publicKey } = await aSigner();
    const [kind, base64] = publicKey.split(' ');
    expect(readPublicKey(`${publicKey}\n`).text).toBe(`${kind} ${base64}`);
    expect(readPublicKey(`${kind} ${base64} root@"a host" # and so on`)).toEqual(readPublicKey(publicKey));
  });

  test('has the fingerprint that ssh-keygen shows', async () => {
    const { file, publicKey } = await aSigner();
    const { stdout } = await run({ argv: ['ssh-keygen', '-l', '-f', file] });
    expect(stdout.split(' ')[1]).toBe(fingerprint(readPublicKey(publicKey)));
  });

  test.each([
    ['RSA', ['-t', 'rsa', '-b', '2048'], 'of the kind ssh-rsa'],
    ['ECDSA', ['-t', 'ecdsa'], 'of the kind ecdsa-sha2-nistp256'],
  ])('of %s is refused by its name', async (_, kind, reason) => {
    const { publicKey } = await aSigner(...kind);
    expect(() => readPublicKey(publicKey)).toThrow(reason);
    expect(() => readPublicKey(publicKey)).toThrow('/etc/ssh/ssh_host_ed25519_key.pub');
  });

  test.each([
    ['nothing', '', 'no public key'],
    ['prose', 'the key of web-1', 'of the kind the'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\n', 'private key'],
    ['two lines', `${line(aBlob())}\n${line(aBlob())}`, 'no public key'],
    ['options before it', `command="x" ${line(aBlob())}`, 'no public key'],
    ['base64 with a stranger in it', line(aBlob()).replace('A', '*'), 'base64'],
    ['another kind inside', `ssh-ed25519 ${aBlob('ssh-rsa').toString('base64')}`, 'of the kind ssh-rsa'],
    ['a key that is too short', line(aBlob('ssh-ed25519', 31)), '32 bytes'],
    ['a key that is too long', line(aBlob('ssh-ed25519', 33)), '32 bytes'],
    ['something after it', line(Buffer.concat([aBlob(), Buffer.from('x')])), 'nothing after'],
    ['a megabyte', `ssh-ed25519 ${'A'.repeat(1 << 20)}`, 'too long'],
  ])('is not read from %s', (_, text, reason) => {
    expect(() => readPublicKey(text)).toThrow(BadInput);
    expect(() => readPublicKey(text)).toThrow(reason);
  });

  test.each([
    ['zero', `00${'00'.repeat(31)}`],
    ['the neutral point', `01${'00'.repeat(31)}`],
    ['its other spelling', `ee${'ff'.repeat(30)}ff`],
    ['the point of order two', `ec${'ff'.repeat(30)}7f`],
    ['a point of order eight', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
  ])('is not taken from %s: anybody could sign with it', (_, point) => {
    const blob = Buffer.concat([aBlob('ssh-ed25519', 32).subarray(0, -32), Buffer.from(point, 'hex')]);
    expect(() => readKeyBlob(blob)).toThrow('anybody could sign with it');
  });

  test('cut anywhere is refused', () => {
    const blob = aBlob();
    for (let length = 0; length < blob.length; length++)
      expect(() => readKeyBlob(blob.subarray(0, length))).toThrow(BadInput);
    expect(readKeyBlob(blob).text).toBe(line(blob));
  });

  test('of any bytes is read or refused, never anything else', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 40 }).map((rest) => Buffer.concat([wireString('ssh-ed25519'), rest])),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        try {
          expect(Buffer.from(readKeyBlob(some).blob)).toEqual(Buffer.from(some));
        } catch (error) {
          expect(error).toBeInstanceOf(BadInput);
        }
      }),
    );
  });
});
