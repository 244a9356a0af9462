import type { ClosureOrder } from '../../../machines/ports.ts';
import { openFlake } from '../../../services/build/flake.ts';
import { type AskedLimits, buildLimits } from '../../../services/build/limits.ts';
import { type BuildOptions, BuildPool, type PoolOptions } from '../../../services/build/pool.ts';

/** What a test wants of a build; by default all hosts of the flake are built, and nothing else. */
export type TestBuild = Partial<BuildOptions & ClosureOrder & PoolOptions & { readonly asked: AskedLimits }>;

/** Makes the hosts of a flake with a pool of its own, which is still open when it settles. */
export async function aBuild(folder: string, build: TestBuild = {}): Promise<BuildPool> {
  const { asked = {}, goal = 'built', distribution = { way: 'none' }, tags = [], ...rest } = build;
  const { source, hosts } = await openFlake(folder, new AbortController().signal);
  const pool = new BuildPool({ limits: buildLimits(asked, { processors: 2, memoryMib: 8192 }), ...rest });
  const order = { url: source.url, hosts, tags, goal, distribution };
  await pool.make(order, { signal: new AbortController().signal, onNews: () => undefined, ...rest });
  return pool;
}
