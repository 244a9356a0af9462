import { beforeAll, describe, expect, test } from 'vitest';
import { allowedSigners } from '../../../services/compliance/allowed-signers.ts';
import { readPublicKey } from '../../../services/compliance/ssh-key.ts';
import { aSigner } from './a-signer.ts';

let mine: string;
let other: string;
let rsa: string;

beforeAll(async () => {
  mine = (await aSigner()).publicKey;
  other = (await aSigner()).publicKey;
  rsa = (await aSigner('-t', 'rsa', '-b', '2048')).publicKey;
});

const keysOf = (text: string, host = 'web-1') => allowedSigners(text, host).map((key) => key.text);

describe('a file of allowed signers', () => {
  test('gives a host its keys, and nobody else', () => {
    const text = `# the fleet\n\nweb-1 ${mine}\nweb-2 ${other}\nweb-1 ${rsa}\n`;
    expect(keysOf(text)).toEqual([readPublicKey(mine).text]);
    expect(keysOf(text, 'web-2')).toEqual([readPublicKey(other).text]);
    expect(keysOf(text, 'web')).toEqual([]);
  });

  test.each([
    ['web-*', true],
    ['web-?', true],
    ['db-1,web-1', true],
    ['"web-1"', true],
    ['*,!web-1', false],
    ['web.1', false],
    ['web', false],
    ['WEB-1', false],
    ['*-*?', true],
    ['w*b*1*', true],
    ['**', true],
    ['*-2', false],
    ['web-1?', false],
  ])('means %s as a pattern', (pattern, isMeant) => expect(keysOf(`${pattern} ${mine}`)).toHaveLength(isMeant ? 1 : 0));

  test('is read at once, however many stars it has', () => {
    const host = 'a'.repeat(128);
    expect(keysOf(`${'*a'.repeat(60)}b ${mine}`, host)).toEqual([]);
    expect(keysOf(`${'*a'.repeat(60)} ${mine}`, host)).toHaveLength(1);
  });

  test('keeps to the purposes that a key is for', () => {
    expect(keysOf(`web-1 namespaces="git,nixfleet-*" ${mine}`)).toHaveLength(1);
    expect(keysOf(`web-1 namespaces="git" ${mine}`)).toEqual([]);
  });

  test.each([
    ['a restriction that is not understood', () => `web-1 valid-before="20200101" ${mine}`, 'valid-before'],
    ['an authority', () => `web-1 cert-authority ${mine}`, 'cert-authority'],
    ['a line without a host', () => mine, 'HOST KIND KEY'],
    ['a line without a key', () => 'web-1 ssh-ed25519', 'HOST KIND KEY'],
    ['a damaged key', () => 'web-1 ssh-ed25519 AAAA', 'damaged'],
  ])('is refused for %s, with the number of its line', (_, line, reason) => {
    expect(() => keysOf(`# first\n${line()}\n`)).toThrow('line 2 of the allowed signers');
    expect(() => keysOf(`# first\n${line()}\n`)).toThrow(reason);
  });
});
