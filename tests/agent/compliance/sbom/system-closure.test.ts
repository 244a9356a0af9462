import { describe, expect, test } from 'vitest';
import { closureIn } from '../../../../agent/compliance/sbom/system-closure.ts';

const [SYSTEM, HELLO] = [
  '1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nixos-system',
  '0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-hello-2.10',
];
const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const full = (path: string) => `/nix/store/${path}`;
const facts = { narHash: HASH, narSize: 1, registrationTime: 1_776_686_400, ultimate: false };
const OLD = {
  [full(SYSTEM)]: { ...facts, references: [full(SYSTEM), full(HELLO)], deriver: full(`${SYSTEM}.drv`) },
  [full(HELLO)]: { ...facts, references: [], deriver: null },
};
const NEW = {
  version: 2,
  storeDir: '/nix/store',
  info: {
    [SYSTEM]: { ...facts, references: [SYSTEM, HELLO], deriver: `${SYSTEM}.drv` },
    [HELLO]: {
      ...facts,
      narHash: { algorithm: 'sha256', format: 'base64', hash: HASH.slice('sha256-'.length) },
      references: [],
      deriver: null,
    },
  },
};

describe('the closure of a system', () => {
  test.each([
    ['2.8', Object.entries(OLD).map(([path, info]) => ({ path, ...info }))],
    ['2.19', OLD],
    ['2.33', NEW],
  ])('is read from what Nix %s says', (_, said) => {
    const read = closureIn(JSON.stringify(said), full(SYSTEM));
    expect(read.system).toEqual({
      path: full(SYSTEM),
      narHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      references: [full(HELLO)],
      deriver: full(`${SYSTEM}.drv`),
      registeredAt: 1_776_686_400_000,
    });
    expect(read.others).toEqual([{ ...read.system, path: full(HELLO), references: [], deriver: undefined }]);
  });

  test('is none when something of it is not told', () => {
    const { [full(HELLO)]: _, ...holey } = OLD;
    expect(() => closureIn(JSON.stringify(holey), full(SYSTEM))).toThrow(`does not tell of ${full(HELLO)}`);
    expect(() => closureIn('no JSON', full(SYSTEM))).toThrow(`does not tell of ${full(SYSTEM)}`);
  });
});
