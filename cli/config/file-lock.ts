import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadConfig } from '../../machines/errors.ts';

/** How a lock is waited for; a holder needs some milliseconds. */
export interface Patience {
  readonly waitMs: number;
  /** A lock that is older was left behind by who had no time to let go. */
  readonly staleMs: number;
}

const PATIENCE: Patience = { waitMs: 10_000, staleMs: 5_000 };
const POLL_MS = 20;

/** Does some work while nobody else who asks for the same lock does. Throws `BadConfig` when it cannot be had. */
export async function whileLocked<T>(path: string, work: () => Promise<T>, patience: Patience = PATIENCE): Promise<T> {
  const token = randomUUID();
  await taken(path, token, patience);
  try {
    return await work();
  } finally {
    // Ours only: somebody who took it for stale has it now.
    if ((await readFile(path, 'utf8').catch(missing)) === token) await rm(path, { force: true });
  }
}

async function taken(path: string, token: string, { waitMs, staleMs }: Patience): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    try {
      await writeFile(path, token, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      const isHeld = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isHeld) throw new BadConfig(`cannot lock ${path}`, { path }, { cause: error });
    }
    if (await isOlder(path, staleMs)) await takeAway(path, staleMs);
    else if (performance.now() > until) {
      throw new BadConfig(`another nixfleet writes there; if none runs, remove ${path}`, { path });
    } else await sleep(POLL_MS);
  }
}

async function isOlder(path: string, staleMs: number): Promise<boolean> {
  const found = await stat(path).catch(missing);
  return found !== undefined && Date.now() - found.mtimeMs > staleMs;
}

/** Of all who see a stale lock one gets it away; who gets a fresh one, which was made in between, puts it back. */
async function takeAway(path: string, staleMs: number): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(missing);
  if ((await stat(aside).catch(missing)) !== undefined && !(await isOlder(aside, staleMs))) {
    await link(aside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await rm(aside, { force: true });
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
