import type { Launcher } from '../launcher.ts';
import { askedReturn } from './asked-return.ts';
import { allFolders, type AttemptFolder } from './attempt-folder.ts';
import { claimOf } from './claim.ts';
import { readBack } from './go-back.ts';
import { hasOrder, readOrder } from './order.ts';
import { exitCodeOf, readEnd } from './step-end.ts';

/** Where attempts are, and those of them that their agent remembers. */
export interface Remembered {
  readonly attempts: string;
  readonly ids: readonly string[];
}

/**
 * Has attempts taken back that an agent has begun and none remembers, as one whose database was lost: whether the machine is well
 * there nobody would find out, and their dead man would come one day. Gives whether there were any.
 */
export async function takeBackForgotten(
  { attempts, ids }: Remembered,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<boolean> {
  let hasFound = false;
  for (const folder of await allFolders(attempts)) {
    if (ids.includes(folder.id) || !hasOrder(folder) || (await isOver(folder))) continue;
    hasFound = true;
    await askedReturn(folder, launcher, signal);
  }
  return hasFound;
}

/** Whether nothing is half done: it went back, it never began, or it has come to its end. */
async function isOver(folder: AttemptFolder): Promise<boolean> {
  if ((await readBack(folder)) !== undefined) return true;
  if ((await claimOf(folder)) !== 'called-off') return false;
  if (!folder.has('test.begun') || (await readOrder(folder)).mode === 'switch') return true;
  const boot = await readEnd(folder, 'boot');
  return boot !== undefined && exitCodeOf(boot) === 0;
}
