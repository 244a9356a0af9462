import type { FlakeHost, HostSet } from '../../machines/model/flake.ts';
import type { Command } from './process.ts';

/** Behind the subcommand: a wrapper or a test's stand-in that looks at the first word finds the subcommand there. */
const FEATURES = ['--extra-experimental-features', 'nix-command flakes'] as const;

/** Asks what a flake reference stands for now; JSON with `url`, `path` and `locked`. */
export const lockFlakeCommand = (flake: string): Command => ({
  argv: ['nix', 'flake', 'metadata', '--json', ...FEATURES, '--', flake],
  about: { says: 'lock the flake' },
});

/** Lists the hosts of a locked flake: JSON `{nixosConfigurations: [name], darwinConfigurations: [name]}`. */
export function listHostsCommand(url: string): Command {
  const names = (set: HostSet) => `${set} = builtins.attrNames (flake.${set} or { });`;
  const expression = `let ${flakeAt(url)} in { ${names('nixosConfigurations')} ${names('darwinConfigurations')} }`;
  return evaluation(expression, 'list the hosts of the flake');
}

/**
 * Evaluates hosts of a locked flake at once and writes their derivations to the store: JSON
 * `{name: {platform, tags, drv, out}}`. One host that cannot be evaluated fails them all.
 */
export function evaluateHostsCommand(url: string, hosts: readonly FlakeHost[]): Command {
  // `out` and not `outPath`: Nix prints a set that has an `outPath` as that path alone.
  const facts =
    'host: let toplevel = host.config.system.build.toplevel; in {' +
    ` ${HOST_FACTS} drv = toplevel.drvPath; out = toplevel.outPath; }`;
  const all = hosts.map((host) => `${nixString(host.name)} = facts ${attributeOf(host)};`);
  return evaluation(`let ${flakeAt(url)} facts = ${facts}; in { ${all.join(' ')} }`, evaluating(hosts));
}

/**
 * The same with `nix-eval-jobs`: a JSON line for each host, with its error or its derivation; platform and tags are in
 * `meta`, which every version of it can print. Derivations are protected from the garbage collector by links in `roots`.
 */
export function evaluationJobsCommand(
  url: string,
  hosts: readonly FlakeHost[],
  { roots, memoryMib }: { readonly roots: string; readonly memoryMib: number },
): Command {
  const job = `host: host.config.system.build.toplevel // { meta = { nixfleet = { ${HOST_FACTS} }; }; }`;
  const all = hosts.map((host) => `${nixString(host.name)} = job ${attributeOf(host)};`);
  const expression = `let ${flakeAt(url)} job = ${job}; in { ${all.join(' ')} }`;
  return {
    argv: [
      'nix-eval-jobs',
      ...['--option', 'extra-experimental-features', 'nix-command flakes'],
      // One: that many evaluations run at once is up to us, and so is the memory that all of them need.
      ...['--workers', '1', '--max-memory-size', String(memoryMib)],
      ...['--gc-roots-dir', roots, '--meta', '--expr', expression],
    ],
    about: { says: evaluating(hosts) },
  };
}

/** How to build derivations. */
export interface RealiseOptions {
  /** The links that protect what is built are named after it. */
  readonly root: string;
  /** Builds at once; null: as Nix is configured. */
  readonly maxJobs: number | null;
}

/**
 * Builds derivations, as many as can be, and protects their outputs from the garbage collector
 * by links; no link is made when one derivation fails.
 */
export const realiseCommand = (derivations: readonly string[], { root, maxJobs }: RealiseOptions): Command => ({
  argv: [
    'nix-store',
    '--realise',
    '--keep-going',
    ...(maxJobs === null ? [] : ['--max-jobs', String(maxJobs)]),
    '--log-format',
    'internal-json',
    '-v',
    '--add-root',
    root,
    '--indirect',
    ...derivations,
  ],
  about: { says: `build ${derivations.length} closures` },
});

/** Prints which of these paths are not in the store. */
export const missingPathsCommand = (paths: readonly string[]): Command => ({
  argv: ['nix-store', '--check-validity', '--print-invalid', ...paths],
  about: { says: 'see what is there' },
});

/** Prints what a derivation needs to be built, itself included. */
export const requisitesCommand = (derivation: string): Command => ({
  argv: ['nix-store', '--query', '--requisites', derivation],
  about: { says: 'see what a derivation needs' },
});

/** Copies paths, with all that they refer to, to a binary cache or another store. */
export const copyCommand = (paths: readonly string[], url: string): Command => ({
  argv: ['nix', 'copy', ...FEATURES, '--log-format', 'internal-json', '-v', '--to', url, ...paths],
});

/** A text as a Nix string literal or attribute name. */
export const nixString = (text: string): string => `"${text.replace(/["\\]|\$(?=\{)/g, '\\$&')}"`;

/** Where a host is in `flake`, as Nix. */
const attributeOf = ({ name, set }: FlakeHost): string => `flake.${set}.${nixString(name)}`;

const HOST_FACTS =
  'platform = host.pkgs.stdenv.hostPlatform.system or host.pkgs.system;' +
  ' tags = host.config.services.nixfleet-agent.tags or [ ];';

const flakeAt = (url: string): string => `flake = builtins.getFlake ${nixString(url)};`;

const evaluating = (hosts: readonly FlakeHost[]): string =>
  hosts.length === 1 ? `evaluate ${hosts[0]?.name}` : `evaluate ${hosts.length} hosts`;

const evaluation = (expression: string, says: string): Command => ({
  argv: ['nix', 'eval', ...FEATURES, '--json', '--expr', expression],
  about: { says },
});
