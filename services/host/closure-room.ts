import { CommandFailed } from '../../machines/errors.ts';
import { freeBytesOf, spaceProblem } from './disk.ts';
import { missingPathsCommand } from './nix-build.ts';
import { closureSizesCommand } from './nix-commands.ts';
import type { Followed } from './nix-follow.ts';
import type { NixProblem } from './nix-problem.ts';
import { pathInfos } from './path-infos.ts';
import type { Command } from './process.ts';

/** As many as fit into one command line. */
const AT_ONCE = 4_000;
const LIMIT_MS = 60_000;

/** Bytes of each path of a closure that is not here; a problem when the cache does not tell. */
export type Missing = { readonly sizes: ReadonlyMap<string, number> } | { readonly problem: NixProblem };

/** Asks a cache for the sizes of a closure, and this store what of it is missing. */
export async function missingFrom(
  order: { readonly path: string; readonly cacheUrl: string },
  run: (command: Command) => Promise<Followed>,
): Promise<Missing> {
  const closure = await run(closureSizesCommand(order.path, order.cacheUrl));
  if (closure.problem) return { problem: closure.problem };
  const infos = pathInfos(closure.stdout);
  if (!infos?.has(order.path)) return { problem: { kind: 'other', text: 'the cache does not tell the sizes' } };
  const paths = [...infos.keys()];
  const sizes = new Map<string, number>();
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const some = paths.slice(start, start + AT_ONCE);
    const { problem, stdout } = await run({ ...missingPathsCommand(some), timeoutMs: LIMIT_MS });
    if (problem) return { problem };
    for (const path of stdout.split('\n')) {
      const info = infos.get(path);
      if (info) sizes.set(path, info.narBytes);
    }
  }
  return { sizes };
}

/** Fails when what is missing does not fit on the disk of the store. */
export async function assertRoom(path: string, sizes: ReadonlyMap<string, number>, folder: string): Promise<void> {
  const free = await freeBytesOf(folder);
  const missingBytes = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const problem = free === null ? undefined : spaceProblem(missingBytes, free);
  if (problem) throw new CommandFailed(`${path} was not fetched: ${problem}`, { path, missingBytes, free });
}
