import type { FlakeHost, HostSet } from '../../machines/model/flake.ts';
import type { Command } from './process.ts';

const NIX = ['nix', '--extra-experimental-features', 'nix-command flakes'] as const;

/** Asks what a flake reference stands for now; JSON with `url`, `path` and `locked`. */
export const lockFlakeCommand = (flake: string): Command => ({
  argv: [...NIX, 'flake', 'metadata', '--json', '--', flake],
});

/** Lists the hosts of a locked flake: JSON `{nixosConfigurations: [name], darwinConfigurations: [name]}`. */
export function listHostsCommand(url: string): Command {
  const names = (set: HostSet) => `${set} = builtins.attrNames (flake.${set} or { });`;
  return evaluation(url, `{ ${names('nixosConfigurations')} ${names('darwinConfigurations')} }`);
}

/**
 * Evaluates hosts of a locked flake at once and writes their derivations to the store: JSON
 * `{name: {platform, tags, drv, out}}`. One host that cannot be evaluated fails them all.
 */
export function evaluateHostsCommand(url: string, hosts: readonly FlakeHost[]): Command {
  const facts = hosts.map(({ name, set }) => `${nixString(name)} = facts flake.${set}.${nixString(name)};`);
  return evaluation(url, `{ ${facts.join(' ')} }`);
}

/**
 * Builds derivations, as many as can be, and protects their outputs from the garbage collector
 * by links that are named after `root`; no link is made when one derivation fails.
 */
export const realiseCommand = (derivations: readonly string[], root: string): Command => ({
  argv: [
    'nix-store',
    '--realise',
    '--keep-going',
    '--log-format',
    'internal-json',
    '-v',
    '--add-root',
    root,
    '--indirect',
    ...derivations,
  ],
});

/** Prints which of these paths are not in the store. */
export const missingPathsCommand = (paths: readonly string[]): Command => ({
  argv: ['nix-store', '--check-validity', '--print-invalid', ...paths],
});

/** Prints what a derivation needs to be built, itself included. */
export const requisitesCommand = (derivation: string): Command => ({
  argv: ['nix-store', '--query', '--requisites', derivation],
});

/** Copies paths, with all that they refer to, to a binary cache or another store. */
export const copyCommand = (paths: readonly string[], url: string): Command => ({
  argv: [...NIX, 'copy', '--log-format', 'internal-json', '-v', '--to', url, ...paths],
});

/** A text as a Nix string literal or attribute name. */
export const nixString = (text: string): string => `"${text.replace(/["\\]|\$(?=\{)/g, '\\$&')}"`;

function evaluation(url: string, body: string): Command {
  // `out` and not `outPath`: Nix prints a set that has an `outPath` as that path alone.
  const facts =
    'host: let toplevel = host.config.system.build.toplevel; in {' +
    ' platform = host.pkgs.stdenv.hostPlatform.system or host.pkgs.system;' +
    ' tags = host.config.services.nixfleet-agent.tags or [ ];' +
    ' drv = toplevel.drvPath; out = toplevel.outPath; }';
  const expression = `let flake = builtins.getFlake ${nixString(url)}; facts = ${facts}; in ${body}`;
  return { argv: [...NIX, 'eval', '--json', '--expr', expression] };
}
