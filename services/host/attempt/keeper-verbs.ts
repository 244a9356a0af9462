import { Value } from 'typebox/value';
import { BadUsage } from '../../../machines/errors.ts';
import { detachedLauncher } from '../launch-detached.ts';
import { systemdLauncher } from '../launch-systemd.ts';
import type { Launcher } from '../launcher.ts';
import { createRoot } from '../root.ts';
import { AttemptFolder } from './attempt-folder.ts';
import { hurry } from './dead-man.ts';
import { goBack, saidOnTheWay } from './go-back.ts';
import { type DeadManOrder, hasOrder, readOrder, StepName } from './order.ts';
import { beginsStep, runStep } from './run-step.ts';
import { writeEnd } from './step-end.ts';
import { watch } from './watch.ts';

/** What a keeper is told besides its words, and how it is asked to end. */
export interface KeeperParts {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** For the journal, or whoever looks. */
  readonly say: (text: string) => void;
}

const USAGE = 'nixfleet keeps an attempt with: begin|end|run FOLDER STEP, watch|back FOLDER';

/** Does one piece of the work that outlives an agent; false: a step must not begin. Throws `BadUsage`. */
export async function keep(
  [verb, path = '', word]: readonly string[],
  { env, signal, say }: KeeperParts,
): Promise<boolean> {
  if (!path.startsWith('/')) throw new BadUsage(USAGE);
  const folder = new AttemptFolder(path);
  switch (verb) {
    case 'begin':
      return beginsStep(folder, stepOf(word));
    case 'end':
      await endStep(folder, stepOf(word), env);
      return true;
    case 'run': {
      const step = stepOf(word);
      if (await runStep(folder, step, signal)) await hurryAfter(folder, step, env);
      return true;
    }
    case 'watch':
      await watch(folder, await launcherOf(folder, env), signal);
      return true;
    case 'back':
      await goBack(folder, await launcherOf(folder, env), signal);
      say(await saidOnTheWay(folder));
      return true;
    default:
      throw new BadUsage(USAGE);
  }
}

/** Gives the keepers of an attempt their lives, as its order says. */
export function launcherFor({ keeper, hasSystemd, root }: KeeperPlace, env: NodeJS.ProcessEnv): Launcher {
  const [program = process.execPath, ...rest] = keeper;
  const { PATH = '' } = env;
  if (!hasSystemd) return detachedLauncher([program, ...rest]);
  return systemdLauncher({ keeper, env: { ...createRoot(root).env, PATH } });
}

type KeeperPlace = Pick<DeadManOrder, 'keeper' | 'hasSystemd' | 'root'>;

async function endStep(folder: AttemptFolder, step: StepName, env: NodeJS.ProcessEnv): Promise<void> {
  const { SERVICE_RESULT: result = '-', EXIT_STATUS: status = '-', INVOCATION_ID: invocation = '-' } = env;
  await writeEnd(folder, step, { result, status, invocation });
  await hurryAfter(folder, step, env);
}

/** Whoever is the agent after a switch, and if it is nobody: the machine has only the time to prove itself from now on. */
async function hurryAfter(folder: AttemptFolder, step: StepName, env: NodeJS.ProcessEnv): Promise<void> {
  if (step === 'boot' || !hasOrder(folder)) return;
  await hurry(folder, await readOrder(folder), await launcherOf(folder, env));
}

const launcherOf = async (folder: AttemptFolder, env: NodeJS.ProcessEnv): Promise<Launcher> =>
  launcherFor(await readOrder(folder), env);

function stepOf(word: string | undefined): StepName {
  if (Value.Check(StepName, word)) return word;
  throw new BadUsage(USAGE);
}
