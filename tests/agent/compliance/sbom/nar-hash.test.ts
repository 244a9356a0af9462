import { describe, expect, test } from 'vitest';
import { narHashHex } from '../../../../agent/compliance/sbom/nar-hash.ts';

/** The SHA-256 of nothing, as `nix hash` converts it. */
const EMPTY = {
  hex: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  base64: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  nix32: '0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73',
};

describe('the hash of a path', () => {
  test.each([
    ['Nix writes today', `sha256-${EMPTY.base64}`],
    ['Nix wrote before 2.4', `sha256:${EMPTY.nix32}`],
    ['a cache writes it in hex', `sha256:${EMPTY.hex}`],
    ['Nix writes it in parts', { algorithm: 'sha256', format: 'base64', hash: EMPTY.base64 }],
    ['Nix writes it in parts, in its own base', { algorithm: 'sha256', format: 'nix32', hash: EMPTY.nix32 }],
    ['Nix writes it in parts, in hex', { algorithm: 'sha256', format: 'base16', hash: EMPTY.hex }],
  ])('is read as %s', (_, said) => {
    expect(narHashHex(said)).toBe(EMPTY.hex);
  });

  test.each([
    ['another algorithm', `sha512-${EMPTY.base64}`],
    ['too short', 'sha256-AAAA'],
    ['no base 32 of Nix', `sha256:${'e'.repeat(52)}`],
    ['a number too big', `sha256:${'z'.repeat(52)}`],
    ['nothing', null],
    ['a number', 5],
    ['parts of another algorithm', { algorithm: 'blake3', format: 'base64', hash: EMPTY.base64 }],
    ['parts without a hash', { algorithm: 'sha256' }],
  ])('is unknown when it is %s', (_, said) => {
    expect(narHashHex(said)).toBeUndefined();
  });
});
