import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadConfig } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';

/** How a lock is waited for; a holder needs some milliseconds. */
export interface Patience {
  readonly waitMs: number;
  /** A lock that is older was left behind by who had no time to let go. */
  readonly staleMs: number;
}

const PATIENCE: Patience = { waitMs: 10_000, staleMs: 5_000 };
const POLL_MS = 20;

/** Throws `BadConfig` when somebody else has the lock by now. */
export type AssertHeld = () => Promise<void>;

/**
 * Does some work while nobody else who asks for the same lock does. Throws `BadConfig` when it cannot be had. Whoever was stopped
 * in the middle for long has lost it: `assertHeld` is asked right before something is changed.
 */
export async function whileLocked<T>(
  path: string,
  work: (assertHeld: AssertHeld) => Promise<T>,
  patience: Patience = PATIENCE,
): Promise<T> {
  const token = randomUUID();
  await taken(path, token, patience);
  try {
    return await work(async () => {
      if (!(await isHeld(path, token)))
        throw new BadConfig(`another nixfleet has taken ${path} meanwhile; try again`, { path });
    });
  } finally {
    // Ours only: somebody who took it for stale has it now.
    if (await isHeld(path, token)) await rm(path, { force: true });
  }
}

const isHeld = async (path: string, token: string): Promise<boolean> =>
  (await readFile(path, 'utf8').catch(missing)) === token;

async function taken(path: string, token: string, { waitMs, staleMs }: Patience): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    try {
      await writeFile(path, token, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw new BadConfig(`cannot lock ${path}`, { path }, { cause: error });
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
    await link(aside, path).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
  await rm(aside, { force: true });
}

function missing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
}
