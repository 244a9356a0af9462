import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, run } from '../../services/host/process.ts';

/** Links store paths, numbered after `link`, as roots of the garbage collector. */
export const keepCommand = (paths: readonly string[], link: string): Command => ({
  argv: ['nix-store', '--realise', ...paths, '--add-root', link, '--indirect'],
  about: { says: 'keep what was built from the garbage collector' },
});

/** Does something with store paths that the garbage collector leaves alone meanwhile. */
export async function withKept<T>(paths: readonly string[], signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nixfleet-kept-'));
  try {
    if (paths.length > 0) await run(keepCommand(paths, join(folder, 'closure')), { signal });
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
