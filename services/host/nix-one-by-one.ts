import type { FlakeHost, HostSet } from '../../machines/model/flake.ts';
import { nixString } from './nix-build.ts';
import type { Command } from './process.ts';

/*
 * The commands of v0.1.1, one host and one question each: slow, and what wrappers and stand-ins of Nix know.
 */

/** Lists the hosts of one set: a JSON array of names. */
export const listSetCommand = (flake: string, set: HostSet): Command =>
  asking(`${named(flake)}#${set}`, ['--apply', 'builtins.attrNames', '--json'], `list the ${set}`);

/** The platform of a host, as plain text. */
export const platformCommand = (flake: string, host: FlakeHost): Command =>
  asking(`${attribute(flake, host)}.pkgs.system`, ['--raw'], 'ask for the platform', host);

/** The tags of a host: a JSON array. */
export const tagsCommand = (flake: string, host: FlakeHost): Command =>
  asking(`${attribute(flake, host)}.config.services.nixfleet-agent.tags`, ['--json'], 'ask for the tags', host);

/** The store path of a host's closure, as plain text; nothing is built. */
export const outPathCommand = (flake: string, host: FlakeHost): Command =>
  asking(`${toplevel(flake, host)}.outPath`, ['--raw'], 'evaluate', host);

/** Builds a host's closure and prints its store path. */
export const buildHostCommand = (flake: string, host: FlakeHost, maxJobs: number | null): Command => ({
  argv: [
    'nix',
    'build',
    ...[toplevel(flake, host), '--print-out-paths', '--no-link'],
    ...(maxJobs === null ? [] : ['--max-jobs', String(maxJobs)]),
    ...FEATURES,
  ],
  about: { says: 'build', host: host.name },
});

const FEATURES = ['--extra-experimental-features', 'nix-command flakes'] as const;

function asking(installable: string, how: readonly string[], says: string, host?: FlakeHost): Command {
  return {
    argv: ['nix', 'eval', installable, ...how, ...FEATURES],
    about: { says, ...(host && { host: host.name }) },
  };
}

const toplevel = (flake: string, host: FlakeHost): string => `${attribute(flake, host)}.config.system.build.toplevel`;

/** A name with a dot is quoted: `"a.b"` is one host, `a.b` is the `b` of `a`. */
const attribute = (flake: string, { set, name }: FlakeHost): string =>
  `${named(flake)}#${set}.${name.includes('.') ? nixString(name) : name}`;

/** A folder whose name begins with a dash is no flag. */
const named = (flake: string): string => (flake.startsWith('-') ? `./${flake}` : flake);
