import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the module system is that the evaluation tests run over. */
const VARIABLE = 'NIXFLEET_TEST_NIXPKGS';

/**
 * The folder of a nixpkgs, or of its `lib` alone: what the variable names, else what the search path or the registry has
 * without network. Undefined when there is none.
 */
export function nixpkgsFolder(env = process.env) {
  const named = env[VARIABLE];
  return named ? named : (inNixPath(env) ?? inRegistry(env));
}

/** Why the evaluation tests can't run here, as a sentence; undefined when they can. */
export function nixpkgsProblem(env = process.env) {
  const folder = nixpkgsFolder(env);
  if (folder === undefined)
    return `No nixpkgs is at hand: ${VARIABLE}=/path/to/nixpkgs (or to a checkout of nix-community/nixpkgs.lib) names one.`;
  if (!existsSync(join(folder, 'lib/default.nix'))) return `${VARIABLE}: ${folder} has no lib/default.nix in it.`;
  return undefined;
}

const inNixPath = (env) => said(['nix-instantiate', '--find-file', 'nixpkgs'], env);

function inRegistry(env) {
  const argv = [
    'nix',
    '--extra-experimental-features',
    'nix-command flakes',
    '--offline',
    'flake',
    'metadata',
    '--json',
  ];
  const metadata = said([...argv, 'nixpkgs'], env);
  return metadata === undefined ? undefined : JSON.parse(metadata).path;
}

function said([program, ...rest], env) {
  const { status, stdout } = spawnSync(program, rest, { env, encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout.trim() : undefined;
}
