import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed } from '../../machines/errors.ts';
import type { AttemptFolder } from './attempt/attempt-folder.ts';
import { claimOf } from './attempt/claim.ts';
import { isMarkRunning, readMark } from './attempt/kept-groups.ts';
import { lastWordsIn } from './attempt/last-words.ts';
import { type StepName, STEPS } from './attempt/order.ts';
import { isTaken, type Work } from './attempt/seats.ts';
import { tellLines } from './attempt/told-lines.ts';
import type { Launcher } from './launcher.ts';
import { detach } from './process.ts';
import { endGroup, isRunning, markOf, type ProcessMark } from './process-mark.ts';

const GLANCE_MS = 50;
const START_MS = 15_000;
/** How long a keeper that is asked to end may take: it gives its own child 2 s. */
const GRACE_MS = 3_500;
/** A watchdog looks at the claim more often than this. */
const LEAVE_MS = 2_000;

/** Keepers as processes in sessions of their own: where no systemd runs, under `--root`, and on macOS. */
export function detachedLauncher(keeper: readonly [string, ...string[]]): Launcher {
  const launch = async (folder: AttemptFolder, ...args: readonly string[]): Promise<ProcessMark> => {
    const [verb = ''] = args;
    const argv = [...keeper, verb, folder.path, ...args.slice(1)] as const;
    return markOf(await detach({ argv }, folder.file(`${verb}.out`)));
  };
  const sitDown = async (folder: AttemptFolder, work: Work): Promise<void> => {
    const launched = await launch(folder, work);
    const isThere = async () => (await isTaken(folder, work)) || (await isOver(folder, work));
    await begins(folder, work, launched, isThere);
  };
  return {
    async beginStep(folder, { step }) {
      const hasBegun = async () => folder.has(`${step}.begun`);
      await begins(folder, 'run', await launch(folder, 'run', step), hasBegun);
    },
    isStepRunning: (folder, step) => isMarkRunning(folder, `${step}.begun`),
    said: (folder, step) => lastWordsIn(folder.file(`${step}.log`)),
    async follow(folder, step, take, signal) {
      const log = folder.file(`${step}.log`);
      // An agent before us has told the lines until now.
      const from = folder.has(`${step}.begun`) ? await sizeOf(log) : 0;
      await tellLines(log, from, take, signal);
    },
    async endSteps(folder) {
      await Promise.all(STEPS.map((step) => endStep(folder, step)));
    },
    async armDeadMan(folder) {
      if (!(await isTaken(folder, 'watch'))) await sitDown(folder, 'watch');
    },
    async hurryDeadMan(folder) {
      // He looks at the files and knows by himself when it is time; he may have been killed, though.
      if (!(await isTaken(folder, 'watch'))) await sitDown(folder, 'watch');
    },
    async dismissDeadMan(folder) {
      const until = performance.now() + LEAVE_MS;
      while ((await isTaken(folder, 'watch')) && performance.now() < until) await sleep(GLANCE_MS);
    },
    beginReturn: (folder) => sitDown(folder, 'back'),
    isReturning: (folder) => isTaken(folder, 'back'),
  };
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

async function endStep(folder: AttemptFolder, step: StepName): Promise<void> {
  const mark = await readMark(folder, `${step}.begun`);
  if (mark !== undefined) await endGroup(mark, GRACE_MS);
}

/** Nobody has to sit down any more. */
const isOver = async (folder: AttemptFolder, work: Work): Promise<boolean> =>
  work === 'watch' ? (await claimOf(folder)) !== undefined : folder.has('back.json');

/** Waits until a keeper has begun; one that ends before has nothing to do, or something is wrong with it. */
async function begins(
  folder: AttemptFolder,
  verb: string,
  launched: ProcessMark,
  hasBegun: () => Promise<boolean>,
): Promise<void> {
  const until = performance.now() + START_MS;
  for (;;) {
    const isAlive = await isRunning(launched);
    if (await hasBegun()) return;
    if (!isAlive || performance.now() >= until) {
      const said = (await lastWordsIn(folder.file(`${verb}.out`))).split('\n').at(-1);
      throw new CommandFailed(`the keeper of the activation did not start: ${said || 'it did not say why'}`, {
        folder: folder.path,
      });
    }
    await sleep(GLANCE_MS);
  }
}
