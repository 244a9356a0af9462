import { describe, expect, test } from 'vitest';
import { inputDigest, writtenHashes } from './nix-hashes.ts';

describe('what Nix expects npm to install', () => {
  test('was computed of this lock, by this script: else `npm run nix:hashes -- --write`', () => {
    expect(writtenHashes().inputs).toBe(inputDigest());
  });

  test('is known for every system, also for that which only older nixpkgs have', () => {
    const hash = expect.stringMatching(/^sha256-[A-Za-z0-9+/]{43}=$/) as string;
    const systems = ['aarch64-darwin', 'aarch64-linux', 'x86_64-darwin', 'x86_64-linux'];
    expect(writtenHashes().systems).toEqual(Object.fromEntries(systems.map((system) => [system, hash])));
  });
});
