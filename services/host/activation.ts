import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, CommandFailed } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { isAlive, signalGroup } from './group.ts';
import { detachedLauncher } from './launch-detached.ts';
import { BIRTH_SCRIPT, birthOf } from './process-birth.ts';
import { systemdLauncher } from './launch-systemd.ts';
import type { SystemRoot } from './root.ts';

/** What to activate. An attempt is begun once, however often it is asked for. */
export interface ActivationOrder {
  readonly path: string;
  /** Names the attempt: letters, digits and dashes. */
  readonly attempt: string;
}

/** How an activation ended. */
export interface ActivationEnd {
  /** -1 when it ended without telling: killed, or lost in a power cut. */
  readonly exitCode: number;
  /** The last it said, or where to read that. */
  readonly said: string;
}

/** Activates closures in a life apart from ours: a switch may stop or replace the agent that asked for it. */
export interface Activation {
  /** Begins the attempt, or finds it begun or ended; waits for its end. An abort ends the waiting only. */
  activate(order: ActivationOrder, signal: AbortSignal): Promise<ActivationEnd>;
}

/**
 * Claims the attempt, runs the activation, and writes down its end. The first to create `.pid` goes on, so an
 * attempt that is launched twice runs once. A file and not an argument: systemd would replace the `$` in it.
 */
const KEEPER = `${BIRTH_SCRIPT}attempt=$1; shift
set -C; echo $$ > "$attempt.pid" || exit; set +C
birth > "$attempt.born.new"; mv "$attempt.born.new" "$attempt.born"
"$@"
echo $? > "$attempt.end.new"; mv "$attempt.end.new" "$attempt.end"
`;

const GLANCE_MS = 100;
const START_MS = 15_000;
const LIMIT_MS = 30 * 60_000;
const GRACE_MS = 10_000;

/** The activation of a system: by systemd where it runs, else in a session of its own. */
export function createActivation(root: SystemRoot, platform: NodeJS.Platform = process.platform): Activation {
  const hasSystemd = root.isMachine && existsSync('/run/systemd/system');
  const launcher = hasSystemd ? systemdLauncher() : detachedLauncher();
  return {
    async activate({ path, attempt }, signal) {
      const command = switchCommand(path, platform);
      await mkdir(root.activations, { recursive: true });
      const file = join(root.activations, attempt);
      if (!existsSync(`${file}.pid`)) {
        await othersEnded(root.activations, signal);
        const keeper = join(root.activations, 'keeper.sh');
        await writeFile(keeper, KEEPER);
        await launcher.launch({ argv: ['/bin/sh', keeper, file, ...command], env: root.env }, `${file}.log`, signal);
      }
      return { exitCode: await endOf(file, signal), said: await launcher.said(`${file}.log`) };
    },
  };
}

/** What activates a closure on a platform. */
export function switchCommand(path: string, platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (!isStorePath(path)) throw new BadInput(`not a store path: ${JSON.stringify(path)}`, { path });
  return platform === 'darwin' ? [`${path}/activate`] : [`${path}/bin/switch-to-configuration`, 'switch'];
}

/** The exit code of an attempt that was launched; one that takes too long is ended. */
async function endOf(file: string, signal: AbortSignal): Promise<number> {
  const startBy = performance.now() + START_MS;
  const limit = performance.now() + LIMIT_MS;
  let keeper: number | undefined;
  for (;;) {
    const exitCode = await numberIn(`${file}.end`);
    if (exitCode !== undefined) return exitCode;
    const now = performance.now();
    const pid = await numberIn(`${file}.pid`);
    if (pid === undefined && now > startBy) throw new CommandFailed('the activation did not start', { file });
    if (pid !== undefined) {
      const isRunning = pid === keeper ? isAlive(pid) : await isKeeper(pid, file);
      if (!isRunning) return (await numberIn(`${file}.end`)) ?? -1;
      keeper = pid;
      if (now > limit) signalGroup(pid, now > limit + GRACE_MS ? 'SIGKILL' : 'SIGTERM');
    }
    await sleep(GLANCE_MS, undefined, { signal });
  }
}

/** Whether the process is the attempt's own and not one that was given its id since. */
async function isKeeper(pid: number, file: string): Promise<boolean> {
  const born = (await readFile(`${file}.born`, 'utf8').catch(() => '')).trim();
  const birth = await birthOf(pid);
  return birth !== undefined && (born === '' || born === birth);
}

/** Waits for attempts that still run, and forgets those that have ended. */
async function othersEnded(folder: string, signal: AbortSignal): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.endsWith('.pid')))
    await endOf(join(folder, name.slice(0, -4)), signal);
  for (const name of names) await rm(join(folder, name), { force: true });
}

async function numberIn(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^\d+\n$/.test(text) ? Number(text) : undefined;
}
