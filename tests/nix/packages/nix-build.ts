import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../support/checkout.ts';
import { type Launch, runToEnd } from '../../support/processes.ts';

/** Where a build takes place, and over what. */
export interface Build {
  /** Takes the store, which is nobody else's, and everything else. */
  readonly folder: string;
  /** A nixpkgs, or its `lib` alone. */
  readonly nixpkgs: string;
  /** Where Node is installed. */
  readonly node: string;
  /** The authorities that npm's registry is believed by. */
  readonly authorities: string;
  readonly path: string;
}

/** The packages that people install. */
export const PACKAGES = [
  'nixfleet-agent',
  'nixfleet-compliance',
  'nixfleet-control-plane',
  'nixfleet-cli',
  'nixfleet-demo',
] as const;

/** Builds all packages with this machine's Nix, and gives where each is; throws with what Nix said. */
export async function nixBuild(build: Build, onLine: (line: string) => void): Promise<Map<string, string>> {
  const certificates = join(build.folder, 'cacert/etc/ssl/certs');
  mkdirSync(certificates, { recursive: true });
  symlinkSync(build.authorities, join(certificates, 'ca-bundle.crt'));
  const { exitCode, stdout, said } = await runToEnd(launchOf(build), { onLine });
  if (exitCode !== 0) throw new Error(`nix-build ended with exit code ${exitCode}:\n${said.slice(-4_000)}`);
  const outs = stdout.trim().split('\n');
  return new Map(PACKAGES.map((name, index) => [name, outs[index] ?? '']));
}

/** What is run: a store of its own needs neither root nor a sandbox, and nothing is left of it with the folder. */
export function launchOf({ folder, nixpkgs, node, path }: Build): Launch {
  const given = { node, path, cacert: join(folder, 'cacert') };
  const options = { sandbox: 'false', 'build-users-group': '', substituters: '' };
  return {
    argv: [
      'nix-build',
      join(checkout, 'nix/tests/stub/stdenv.nix'),
      '--no-out-link',
      ...PACKAGES.flatMap((name) => ['--attr', name]),
      ...['--arg', 'nixpkgs', nixpkgs],
      ...Object.entries(given).flatMap(([name, value]) => ['--argstr', name, value]),
      ...Object.entries(options).flatMap(([name, value]) => ['--option', name, value]),
    ],
    env: {
      PATH: path,
      HOME: join(folder, 'home'),
      NIX_STORE_DIR: join(folder, 'store'),
      NIX_STATE_DIR: join(folder, 'var'),
      NIX_LOG_DIR: join(folder, 'log'),
      NIX_CONF_DIR: join(folder, 'etc'),
    },
  };
}
