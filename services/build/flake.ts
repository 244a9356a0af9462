import { BadInput } from '../../machines/errors.ts';
import type { FlakeHost, FlakeSource, HostSet } from '../../machines/model/flake.ts';
import { listHostsCommand, lockFlakeCommand } from '../host/nix-build.ts';
import { listSetCommand } from '../host/nix-one-by-one.ts';
import { type Command, finish } from '../host/process.ts';
import { jsonOf, record, texts } from './nix-json.ts';
import { evaluationError } from './nix-log.ts';

const SETS = ['nixosConfigurations', 'darwinConfigurations'] as const satisfies HostSet[];

/** Locks a flake and lists its hosts, NixOS first. Throws `BadInput` with Nix's reason when it cannot be evaluated. */
export async function openFlake(
  flake: string,
  signal: AbortSignal,
): Promise<{ source: FlakeSource; hosts: readonly FlakeHost[] }> {
  const said = await answer(lockFlakeCommand(flake), { flake, signal });
  const source = flakeSource(flake, record(jsonOf(said)) ?? {});
  const hosts = await listHosts(source.url, { flake, signal });
  const twice = hosts.find(({ name }, index) => hosts.findIndex((other) => other.name === name) < index);
  if (twice)
    throw new BadInput(`host ${twice.name} is in nixosConfigurations and in darwinConfigurations; rename one of them`);
  return { source, hosts };
}

/**
 * What `nix flake metadata` says, as a reference that means the same tree for ever; the reference itself where it says
 * nothing of use: then `nix` is a wrapper or a stand-in.
 */
export function flakeSource(ref: string, metadata: Readonly<Record<string, unknown>>): FlakeSource {
  const { url, path, revision, locked } = metadata;
  const { rev, narHash, dir } = record(locked) ?? {};
  if (typeof url === 'string' && typeof rev === 'string') {
    return { ref, url, revision: typeof revision === 'string' ? revision : rev };
  }
  if (typeof path !== 'string' || typeof narHash !== 'string') {
    return { ref, url: ref, revision: typeof revision === 'string' ? revision : null };
  }
  // A folder, or a tree with changes: it may change while we build, the copy in the store does not.
  const subfolder = typeof dir === 'string' ? `&dir=${encodeURIComponent(dir)}` : '';
  return { ref, url: `path:${path}?narHash=${encodeURIComponent(narHash)}${subfolder}`, revision: null };
}

interface Opening {
  readonly flake: string;
  readonly signal: AbortSignal;
}

async function listHosts(url: string, opening: Opening): Promise<readonly FlakeHost[]> {
  const names = record(jsonOf(await answer(listHostsCommand(url), opening)));
  if (names && SETS.every((set) => Array.isArray(names[set])))
    return SETS.flatMap((set) => texts(names[set]).map((name): FlakeHost => ({ name, set })));
  const sets: FlakeHost[][] = [];
  for (const set of SETS) sets.push(await listSet(url, set, opening));
  return sets.flat();
}

/** Asks as v0.1.1 does; a flake that does not have this set has no hosts in it. */
async function listSet(url: string, set: HostSet, { flake, signal }: Opening): Promise<FlakeHost[]> {
  const { exitCode, stdout, stderr } = await finish(listSetCommand(url, set), { signal });
  const isAbsent = stderr.trim() === '' || /does not provide attribute|attribute '.*' missing/.test(stderr);
  if (exitCode !== 0 && !isAbsent) throw cannotEvaluate(flake, stderr);
  return exitCode === 0 ? texts(jsonOf(stdout)).map((name) => ({ name, set })) : [];
}

async function answer(command: Command, { flake, signal }: Opening): Promise<string> {
  const { exitCode, stdout, stderr } = await finish(command, { signal });
  if (exitCode !== 0) throw cannotEvaluate(flake, stderr);
  return stdout;
}

function cannotEvaluate(flake: string, stderr: string): BadInput {
  const reason = evaluationError(stderr);
  // Nix before 2.20 has no reference that means a subfolder of a tree which is in no commit.
  const remedy = /unsupported parameter 'dir'/.test(reason)
    ? 'This Nix can read a flake in a subfolder only when all changes are committed; Nix 2.20 can without.'
    : 'Check --flake (a folder begins with / or ./), or mend the flake.';
  return new BadInput(`the flake ${flake} cannot be evaluated: ${reason}\n${remedy}`, { stderr });
}
