import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BadInput, failureOf } from '../../machines/errors.ts';
import type { Attempt } from '../../machines/model/attempt.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { askedReturn } from './attempt/asked-return.ts';
import { AttemptFolder, forgetOld } from './attempt/attempt-folder.ts';
import { claimOf } from './attempt/claim.ts';
import { arm, callOff, hurry } from './attempt/dead-man.ts';
import { takeBackForgotten } from './attempt/forgotten.ts';
import { launcherFor } from './attempt/keeper-verbs.ts';
import { type DeadManOrder, hasOrder, type StepFile, type StepName, writeOrder } from './attempt/order.ts';
import { begin, ended, isAlive, othersEnded } from './attempt/step.ts';
import { rootCommand } from './nix-commands.ts';
import { nixEnv } from './nix.ts';
import { run } from './process.ts';
import type { SystemRoot } from './root.ts';

/** One step: its id names files (`<attempt id>`, `<attempt id>-boot`, `mend-<n>`). */
export interface StepOrder {
  readonly id: string;
  readonly path: string;
  readonly step: StepName;
}

/** How a step ended. */
export interface StepEnd {
  /** -1 when it ended without telling: killed, or run past its limit. */
  readonly exitCode: number;
  /** The last lines it said (at most 4 KiB), or where to read them. */
  readonly said: string;
}

/**
 * Activates closures in lives apart from ours: a switch may stop or replace the agent that asked for it. And has a dead man there
 * who takes the machine back when nobody says that it is well.
 */
export interface Activation {
  /** Arms the dead man at activation limit + confirm time-out, unless he is armed; nothing to do when nothing ran before. */
  armDeadMan(attempt: Attempt, signal: AbortSignal): Promise<void>;
  /**
   * Sees to it that he gives the machine from now on only the confirm time-out; asked again it changes nothing. Ms that are left
   * until he acts; Infinity: never.
   */
  hurryDeadMan(attempt: Attempt, signal: AbortSignal): Promise<number>;
  /** True: he had begun, or is done, and the machine goes back. */
  callOffDeadMan(attempt: Attempt, signal: AbortSignal): Promise<boolean>;
  /** Whether he has begun to take this attempt back; a reboot forgets it. */
  hasFired(attemptId: string): Promise<boolean>;
  /** Begins a step once, however often it is asked for, and waits for its end; an abort ends the waiting only. */
  activate(order: StepOrder, signal: AbortSignal): Promise<StepEnd>;
  /** Has the machine taken back, or waits for who does or has done so; an abort ends the waiting only. */
  goBack(attempt: Attempt, signal: AbortSignal): Promise<StepEnd>;
  /** Has attempts taken back that are half done and none of those that the agent remembers; whether there were any. */
  takeBackForgotten(remembered: readonly string[], signal: AbortSignal): Promise<boolean>;
}

/** What an activation is made of. */
export interface ActivationParts {
  readonly root: SystemRoot;
  /** The argv of the keeper program. */
  readonly keeper: readonly [string, ...string[]];
  /** How long a step may take, and how long a machine may take to prove itself. */
  readonly activationMs: number;
  readonly confirmMs: number;
  readonly platform?: NodeJS.Platform;
  /** Hears what an attempt says, as it comes; not all of it when the agent was away. */
  readonly onLine?: (attemptId: string, line: string) => void;
}

/** The activation of a system: by systemd where it runs, else by processes in sessions of their own. */
export function createActivation(parts: ActivationParts): Activation {
  const { root, activationMs, confirmMs } = parts;
  const place = placeOf(parts);
  const launcher = launcherFor(place, process.env);
  const folderOf = (id: string) => AttemptFolder.of(root.attempts, id);
  const begun = async (id: string): Promise<AttemptFolder> => {
    const folder = folderOf(id);
    await folder.make();
    await forgetOld(root.attempts, folder, isAlive);
    return folder;
  };
  const orderOf = ({ previous, profile, mode }: Attempt): DeadManOrder => {
    if (!isStorePath(previous)) throw new BadInput(`not a store path: ${JSON.stringify(previous)}`, { previous });
    return { ...place, previous, profile, mode, activationMs, confirmMs };
  };
  const ordered = async (attempt: Attempt): Promise<AttemptFolder> => {
    const folder = await begun(attempt.id);
    if (!hasOrder(folder)) await writeOrder(folder, orderOf(attempt));
    return folder;
  };
  return {
    async armDeadMan(attempt, signal) {
      if (attempt.previous === '') return;
      const folder = await ordered(attempt);
      await keepPrevious(attempt, signal);
      await arm(folder, orderOf(attempt), launcher, signal);
    },
    async hurryDeadMan(attempt) {
      return attempt.previous === '' ? Infinity : hurry(await ordered(attempt), orderOf(attempt), launcher);
    },
    callOffDeadMan: (attempt) => callOff(folderOf(attempt.id), launcher),
    hasFired: async (attemptId) => (await claimOf(folderOf(attemptId))) === 'fired',
    async activate({ id, path, step }, signal) {
      if (!isStorePath(path)) throw new BadInput(`not a store path: ${JSON.stringify(path)}`, { path });
      const order: StepFile = { ...place, path, step, limitMs: activationMs };
      const folder = await begun(id);
      await othersEnded(root.attempts, folder, signal);
      return told(folder, step, async () => {
        await begin(folder, order, launcher, signal);
        return ended(folder, order, launcher, signal);
      });
    },
    async goBack(attempt, signal) {
      if (attempt.previous === '') return { exitCode: -1, said: 'nothing ran before that the machine could return to' };
      const folder = await ordered(attempt);
      await othersEnded(root.attempts, folder, signal);
      const { exitCode, said } = await askedReturn(folder, launcher, signal);
      return { exitCode, said };
    },
    takeBackForgotten: (ids, signal) => takeBackForgotten({ attempts: root.attempts, ids }, launcher, signal),
  };

  /** It runs, and usually is a generation of the profile: that it cannot be rooted as well is worth a word, and no more. */
  async function keepPrevious({ id, previous }: Attempt, signal: AbortSignal): Promise<void> {
    try {
      await mkdir(dirname(root.previous), { recursive: true });
      // It is there, or it is not: to look for it elsewhere would keep the dead man waiting.
      const env = nixEnv(process.env, 'substitute = false');
      await run({ ...rootCommand(previous, root.previous), env }, { signal });
    } catch (error) {
      if (signal.aborted) throw error;
      parts.onLine?.(id, `${previous} could not be kept from the garbage collector: ${failureOf(error).message}`);
    }
  }

  async function told<T>(folder: AttemptFolder, step: StepName, work: () => Promise<T>): Promise<T> {
    const { onLine } = parts;
    if (onLine === undefined || folder.has(`${step}.end`)) return work();
    const over = new AbortController();
    const following = launcher.follow(folder, step, (line) => onLine(folder.id, line), over.signal);
    try {
      return await work();
    } finally {
      over.abort();
      await following;
    }
  }
}

function placeOf({ root, keeper, platform = process.platform }: ActivationParts) {
  return {
    root: root.folder,
    platform: platform === 'darwin' ? ('darwin' as const) : ('linux' as const),
    hasSystemd: root.isMachine && existsSync('/run/systemd/system'),
    keeper: [...keeper],
  };
}
