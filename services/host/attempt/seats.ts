import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, markOf } from '../process-mark.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { isMarkRunning, readMark } from './kept-groups.ts';

/** Work that one keeper does at a time: when it is killed, another takes the next seat. */
export type Work = 'watch' | 'back';

const GLANCE_MS = 100;

/**
 * Takes the seat of a work, and waits as long as somebody who lives has it; false when there is nothing left to do. Each seat has
 * a number and is created once, so that of two who find the last one empty only one gets the next.
 */
export async function takeSeat(folder: AttemptFolder, work: Work, isDone: () => Promise<boolean>): Promise<boolean> {
  const own = JSON.stringify(await markOf(process.pid));
  for (;;) {
    if (await isDone()) return false;
    const last = await lastSeat(folder, work);
    if (last === 0 || !(await isMarkRunning(folder, `${work}.${last}`))) {
      if (await folder.create(`${work}.${last + 1}`, own)) return true;
    } else {
      await sleep(GLANCE_MS);
    }
  }
}

/** Whether somebody else who lives does the work. */
export async function isTaken(folder: AttemptFolder, work: Work): Promise<boolean> {
  const last = await lastSeat(folder, work);
  const mark = last === 0 ? undefined : await readMark(folder, `${work}.${last}`);
  return mark !== undefined && mark.pid !== process.pid && isRunning(mark);
}

async function lastSeat(folder: AttemptFolder, work: Work): Promise<number> {
  const seats = (await folder.names()).flatMap((name) => {
    const [, seat] = /^(?:watch|back)\.(\d+)$/.exec(name) ?? [];
    return seat !== undefined && name.startsWith(`${work}.`) ? [Number(seat)] : [];
  });
  return Math.max(0, ...seats);
}
