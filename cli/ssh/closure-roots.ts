import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Does something with a folder for roots of the garbage collector: what is rooted there is left alone until it is done. */
export async function withRoots<T>(work: (roots: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nixfleet-kept-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
