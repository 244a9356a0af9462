import { setTimeout as sleep } from 'node:timers/promises';
import type { Launcher } from '../launcher.ts';
import { type AttemptFolder, otherFolders } from './attempt-folder.ts';
import { isMarkRunning } from './kept-groups.ts';
import { hasStep, readStep, type StepFile, STEPS, writeStep } from './order.ts';
import { isTaken } from './seats.ts';
import { CUT_OFF, exitCodeOf, fateOf, readEnd, type ServiceEnd } from './step-end.ts';

const GLANCE_MS = 100;

/** How a step ended, for people too. */
export interface ToldEnd {
  readonly exitCode: number;
  readonly said: string;
}

/** Begins a step that nobody has begun. */
export async function begin(
  folder: AttemptFolder,
  step: StepFile,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<void> {
  if (hasStep(folder, step.step) && (await readStep(folder, step.step)).path !== step.path)
    await startAnew(folder, signal);
  await writeStep(folder, step);
  if (!folder.has(`${step.step}.begun`)) await launcher.beginStep(folder, step, signal);
}

/** Waits for the end of a step that has begun. */
export async function ended(
  folder: AttemptFolder,
  { step, limitMs }: StepFile,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<ToldEnd> {
  const end = await endOf(
    () => readEnd(folder, step),
    () => launcher.isStepRunning(folder, step),
    signal,
  );
  const words = [await launcher.said(folder, step, end.invocation), fateOf(end, limitMs)];
  return { exitCode: exitCodeOf(end), said: words.filter((text) => text !== undefined && text !== '').join('\n') };
}

/** Waits until nothing of other attempts runs: two switches at once would undo each other. */
export async function othersEnded(attempts: string, own: AttemptFolder, signal: AbortSignal): Promise<void> {
  for (const folder of await otherFolders(attempts, own)) {
    while (await isSwitching(folder)) await sleep(GLANCE_MS, undefined, { signal });
  }
}

/** Whether anything of an attempt is alive. */
export const isAlive = async (folder: AttemptFolder): Promise<boolean> =>
  (await isSwitching(folder)) || (await isTaken(folder, 'watch'));

async function isSwitching(folder: AttemptFolder): Promise<boolean> {
  const steps = await Promise.all(STEPS.map((step) => isMarkRunning(folder, `${step}.begun`)));
  return steps.includes(true) || (await isTaken(folder, 'back'));
}

async function endOf(
  read: () => Promise<ServiceEnd | undefined>,
  isRunning: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<ServiceEnd> {
  for (;;) {
    const runs = await isRunning();
    // Looked at last: it is written before its writer ends.
    const end = await read();
    if (end !== undefined) return end;
    if (!runs) return CUT_OFF;
    await sleep(GLANCE_MS, undefined, { signal });
  }
}

/** An agent that has lost its memory may give a number to a step a second time. */
async function startAnew(folder: AttemptFolder, signal: AbortSignal): Promise<void> {
  while (await isAlive(folder)) await sleep(GLANCE_MS, undefined, { signal });
  await folder.remove();
  await folder.make();
}
