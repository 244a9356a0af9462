import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed, failureOf } from '../../../machines/errors.ts';
import type { Launcher } from '../launcher.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { askForReturn } from './claim.ts';
import { type BackFile, readBack, saidOnTheWay } from './go-back.ts';

const GLANCE_MS = 100;
/** A keeper that is killed again and again has somebody who wants that. */
const LAUNCHES = 5;

/** Has a machine taken back, by whoever is at it already or by a keeper of our own, and waits until it is. Throws `CommandFailed`. */
export async function askedReturn(
  folder: AttemptFolder,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<Pick<BackFile, 'exitCode' | 'said'>> {
  await askForReturn(folder);
  let problem = 'whoever took the machine back was killed each time';
  for (let launches = 0; ;) {
    const isUnderWay = await launcher.isReturning(folder);
    // Looked at last: it is written before its writer ends.
    const back = await readBack(folder);
    if (back !== undefined) return back;
    if (!isUnderWay) {
      // Says nothing about the machine: whoever asks may ask again.
      if (launches === LAUNCHES) throw new CommandFailed(await told(folder, problem), { folder: folder.path });
      launches += 1;
      problem = (await problemOf(launcher.beginReturn(folder))) ?? problem;
    }
    await sleep(GLANCE_MS, undefined, { signal });
  }
}

async function problemOf(begun: Promise<void>): Promise<string | undefined> {
  try {
    await begun;
    return undefined;
  } catch (error) {
    return failureOf(error).message;
  }
}

async function told(folder: AttemptFolder, problem: string): Promise<string> {
  const last = (await saidOnTheWay(folder)).split('\n').at(-1) ?? '';
  return last === '' ? problem : `${problem} (the last it said: ${last})`;
}
