import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Refusal, main, root, run } from './step.mjs';

/** What Nix expects npm to install, by system: nix/packages/node-modules.nix. */
const FILE = 'nix/packages/node-modules.json';

const SCRIPT = 'nix/packages/node-modules.mjs';
const SYSTEMS = ['aarch64-darwin', 'aarch64-linux', 'x86_64-darwin', 'x86_64-linux'];

/** The hashes that are written down, and what they were computed of. */
export const writtenHashes = () => JSON.parse(readFileSync(join(root, FILE), 'utf8'));

/** Tells without any network whether hashes may still be true: of the lock, of what else npm reads, and of the script that installs it. */
export function inputDigest() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', '.npmrc', SCRIPT]) hash.update(readFileSync(join(root, file)));
  // The rest of package.json changes nothing that is installed.
  const { dependencies, devDependencies, overrides } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  hash.update(JSON.stringify({ dependencies, devDependencies, overrides }));
  return hash.digest('hex');
}

/** The hash of what npm installs for a system, by the very script that Nix runs; npm's cache is shared. */
export async function installedHash(system) {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-hashes-'));
  const out = join(folder, 'out');
  mkdirSync(out);
  try {
    await run([process.execPath, join(root, SCRIPT), root, system, join(out, 'node_modules')], {
      remedy: "It needs npm's registry, or npm's cache of it; mend what it says below and run this again.",
    });
    const hashing = ['nix', '--extra-experimental-features', 'nix-command', 'hash', 'path', out];
    return (await run(hashing, { remedy: 'It needs Nix; mend what it says below and run this again.' })).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compares every system's hash with what is written, or writes it (`--write`, after package-lock.json has changed). */
async function compareHashes() {
  const written = writtenHashes();
  const systems = {};
  for (const system of SYSTEMS) {
    systems[system] = await installedHash(system);
    console.log(`${systems[system] === written.systems[system] ? '✔' : '✖'} ${system}  ${systems[system]}`);
  }
  const found = { inputs: inputDigest(), systems };
  if (process.argv.includes('--write')) return writeFileSync(join(root, FILE), `${JSON.stringify(found, null, 2)}\n`);
  if (!isDeepStrictEqual(found, written))
    throw new Refusal(`${FILE} is not current: \`npm run nix:hashes -- --write\` writes it.`);
}

if (process.argv[1] === import.meta.filename) await main(compareHashes);
