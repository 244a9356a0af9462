import { BadInput, CommandFailed } from '../../machines/errors.ts';
import type { FlakeHost, FlakeSource, HostSet } from '../../machines/model/flake.ts';
import { listHostsCommand, lockFlakeCommand } from '../host/nix-build.ts';
import { type Command, finish } from '../host/process.ts';
import { evaluationError } from './nix-log.ts';

const SETS = ['nixosConfigurations', 'darwinConfigurations'] as const satisfies HostSet[];

/** Locks a flake and lists its hosts, NixOS first. Throws `BadInput` with Nix's reason when it cannot be evaluated. */
export async function openFlake(
  flake: string,
  signal: AbortSignal,
): Promise<{ source: FlakeSource; hosts: readonly FlakeHost[] }> {
  const source = flakeSource(flake, await answer(flake, lockFlakeCommand(flake), signal));
  const names = await answer(flake, listHostsCommand(source.url), signal);
  const hosts = SETS.flatMap((set) => texts(names[set]).map((name): FlakeHost => ({ name, set })));
  const twice = hosts.find(({ name }, index) => hosts.findIndex((other) => other.name === name) < index);
  if (twice)
    throw new BadInput(`host ${twice.name} is in nixosConfigurations and in darwinConfigurations; rename one of them`);
  return { source, hosts };
}

/** What `nix flake metadata` says, as a reference that means the same tree for ever. */
export function flakeSource(ref: string, metadata: Readonly<Record<string, unknown>>): FlakeSource {
  const { url, path, revision, locked } = metadata;
  const { rev, narHash, dir } = isRecord(locked) ? locked : {};
  if (typeof url === 'string' && typeof rev === 'string') {
    return { ref, url, revision: typeof revision === 'string' ? revision : rev };
  }
  // A folder, or a tree with changes: it may change while we build, the copy in the store does not.
  if (typeof path !== 'string' || typeof narHash !== 'string') {
    throw new CommandFailed(`nix flake metadata says neither a revision nor a path for ${ref}`, { metadata });
  }
  const subfolder = typeof dir === 'string' ? `&dir=${encodeURIComponent(dir)}` : '';
  return { ref, url: `path:${path}?narHash=${encodeURIComponent(narHash)}${subfolder}`, revision: null };
}

async function answer(flake: string, command: Command, signal: AbortSignal): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await finish(command, { signal });
  if (exitCode !== 0) {
    throw new BadInput(
      `the flake ${flake} cannot be evaluated: ${evaluationError(stderr)}\nCheck --flake (a folder begins with / or ./), or mend the flake.`,
      { stderr },
    );
  }
  const value: unknown = JSON.parse(stdout);
  if (!isRecord(value))
    throw new CommandFailed(`nix did not answer with an object for ${flake}`, { argv: command.argv });
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
