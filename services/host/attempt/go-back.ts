import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { failureOf } from '../../../machines/errors.ts';
import { setProfileCommand } from '../nix-commands.ts';
import { nixEnv } from '../nix.ts';
import type { Command } from '../process.ts';
import { createRoot, type SystemRoot } from '../root.ts';
import { isLocked } from '../switch-lock.ts';
import { createSystem } from '../system.ts';
import type { Launcher } from '../launcher.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { claim, isReturnWanted } from './claim.ts';
import { endKeptGroups, runKept } from './kept-groups.ts';
import { lastWordsIn } from './last-words.ts';
import { type DeadManOrder, readOrder, STEPS } from './order.ts';
import { takeSeat } from './seats.ts';
import { activationArgv } from './step-commands.ts';
import { type BackStep, type Debts, debtsOf, hasWorked, isBack, paid, type Place, wayBack } from './way-back.ts';

/** Where a machine is after it was taken back. */
export const BackFile = Type.Object({ exitCode: Type.Number(), running: Type.String(), said: Type.String() });
export type BackFile = Static<typeof BackFile>;

const BACK = 'back.json';
const LOG = 'back.log';
const DEBTS = 'debts.json';
const TRIES = 4;
/** Somebody else's switch is waited for so long; then ours is tried, and fails with a word. */
const LOCK_MS = 30 * 60_000;
const GLANCE_MS = 100;
const GRACE_MS = 2_000;
const SET_PROFILE_MS = 60_000;

/** How a machine was taken back; undefined as long as it was not. */
export async function readBack(folder: AttemptFolder): Promise<BackFile | undefined> {
  const back: unknown = JSON.parse((await folder.read(BACK)) ?? 'null');
  return Value.Check(BackFile, back) ? back : undefined;
}

/**
 * Takes a machine back to what ran before an attempt, unless the agent has called the dead man off and not asked for it. May be
 * killed and begun again at any moment; of several that are begun one goes at a time.
 */
export async function goBack(folder: AttemptFolder, launcher: Launcher, signal: AbortSignal): Promise<void> {
  const owner = await claim(folder, 'fired');
  if (owner === 'called-off' && !isReturnWanted(folder)) return;
  const isDone = async () => folder.has(BACK);
  if (!(await takeSeat(folder, 'back', isDone))) return;
  const order = await readOrder(folder);
  const log = await open(folder.file(LOG), 'a', 0o600);
  try {
    await launcher.endSteps(folder);
    await endKeptGroups(folder, GRACE_MS);
    const back = await new WayBack(folder, order, log, signal).go();
    await folder.write(BACK, JSON.stringify({ ...back, said: await saidOnTheWay(folder) }));
  } finally {
    await log.close();
  }
  await launcher.dismissDeadMan(folder);
}

/** The last that was said on the way back; "" when nobody has gone it. */
export const saidOnTheWay = (folder: AttemptFolder): Promise<string> => lastWordsIn(folder.file(LOG));

class WayBack {
  readonly #folder: AttemptFolder;
  readonly #order: DeadManOrder;
  readonly #root: SystemRoot;
  readonly #log: FileHandle;
  readonly #signal: AbortSignal;
  #debts: Debts = { activation: false, boot: false };
  #exitCode = 0;

  constructor(folder: AttemptFolder, order: DeadManOrder, log: FileHandle, signal: AbortSignal) {
    this.#folder = folder;
    this.#order = order;
    this.#root = createRoot(order.root);
    this.#log = log;
    this.#signal = signal;
  }

  async go(): Promise<Omit<BackFile, 'said'>> {
    await this.#readDebts();
    let place = await this.#place();
    if (isBack(this.#order, place, this.#debts))
      await this.#say(`${place.running} runs: there is nothing to take back`);
    for (let tries = 1; !isBack(this.#order, place, this.#debts) && tries <= TRIES; tries += 1) {
      if (tries > 1) await sleep(this.#pauseMs(tries), undefined, { signal: this.#signal });
      this.#exitCode = 0;
      for (const step of wayBack(this.#order, place, this.#debts)) await this.#take(step);
      place = await this.#place();
    }
    return { exitCode: this.#exitCode, running: place.running };
  }

  /** What a keeper before us found out is still true: what it did since may hide it. */
  async #readDebts(): Promise<void> {
    const hasBegun = STEPS.some((step) => step !== 'boot' && this.#folder.has(`${step}.begun`));
    const debts = debtsOf(this.#order, await this.#place(), hasBegun);
    await this.#folder.create(DEBTS, JSON.stringify(debts));
    const known: unknown = JSON.parse((await this.#folder.read(DEBTS)) ?? 'null');
    this.#debts = Value.Check(DebtsFile, known) ? known : debts;
  }

  /** The first step that does not work gives the exit code; those after it are taken all the same. */
  async #take(step: BackStep): Promise<void> {
    await this.#lockFree();
    const exitCode = await this.#run(step);
    if (hasWorked(step, exitCode)) this.#debts = paid(this.#debts, step);
    if (this.#exitCode === 0) this.#exitCode = exitCode;
  }

  #command(step: BackStep): Command {
    if (step.is === 'profile') {
      const { argv } = setProfileCommand(this.#root.profile, step.path);
      return { argv, env: nixEnv(), timeoutMs: SET_PROFILE_MS };
    }
    const argv = activationArgv(step.path, step.step, this.#order.platform);
    const env = { ...this.#root.env, ...(this.#hasRunInThisBoot() ? { NIXOS_NO_CHECK: '1' } : {}) };
    return { argv, env, timeoutMs: this.#order.activationMs };
  }

  /** Then it fits this boot, and a check that stands in its way would only keep the machine from where it was well. */
  #hasRunInThisBoot(): boolean {
    return STEPS.some((step) => step !== 'boot' && this.#folder.has(`${step}.begun`));
  }

  /** Whatever is wrong with one step, the others are still to be taken. */
  async #run(step: BackStep): Promise<number> {
    try {
      const command = this.#command(step);
      await this.#say(`$ ${command.argv.join(' ')}`);
      const options = { output: this.#log.fd, signal: this.#signal };
      const { exitCode } = await runKept(this.#folder, 'back', command, options);
      if (exitCode !== 0) await this.#say(`it ended with exit code ${exitCode}`);
      return exitCode;
    } catch (error) {
      if (this.#signal.aborted) throw error;
      await this.#say(failureOf(error).message);
      return -1;
    }
  }

  async #lockFree(): Promise<void> {
    const until = performance.now() + LOCK_MS;
    if (await isLocked(this.#root.switchLock)) await this.#say('somebody else is switching this machine: waiting');
    while ((await isLocked(this.#root.switchLock)) && performance.now() < until) {
      await sleep(GLANCE_MS, undefined, { signal: this.#signal });
    }
  }

  async #place(): Promise<Place> {
    const system = createSystem(this.#root, this.#order.platform);
    return { running: await system.running(), profile: await system.profile() };
  }

  /** Whoever has little time to confirm has little for the way back. */
  #pauseMs(tries: number): number {
    return Math.min(5_000, this.#order.confirmMs / 20) * 2 ** (tries - 2);
  }

  async #say(line: string): Promise<void> {
    await this.#log.write(`${line}\n`);
  }
}

const DebtsFile = Type.Object({ activation: Type.Boolean(), boot: Type.Boolean() });
