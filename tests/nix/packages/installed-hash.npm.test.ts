import { expect, test } from 'vitest';
import { installedHash, writtenHashes } from './nix-hashes.ts';

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const HERE = `${ARCHITECTURES[process.arch] ?? process.arch}-${process.platform}`;

// `npm run nix:hashes` does it for all systems.
test('what Nix expects npm to install is what npm installs here', { timeout: 120_000 }, async () => {
  expect(await installedHash(HERE)).toBe(writtenHashes().systems[HERE]);
});
