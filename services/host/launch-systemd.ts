import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed } from '../../machines/errors.ts';
import type { AttemptFolder } from './attempt/attempt-folder.ts';
import { isTaken } from './attempt/seats.ts';
import { lastWords } from './attempt/last-words.ts';
import { stepCommands } from './attempt/step-commands.ts';
import * as unit from './attempt/units.ts';
import type { Launcher } from './launcher.ts';
import { type Command, finish, run } from './process.ts';

/** Longer than systemd gives to what an activation has left behind. */
const TRIES = 180;
/** How often systemd is asked about a unit whose end ought to be in a file. */
const LOOK_MS = 2_000;

interface SystemdParts {
  readonly keeper: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly pauseMs?: number;
}

/** Keepers as transient units of systemd: neither the agent's end nor that of its unit touches them. */
export function systemdLauncher({ keeper, env, pauseMs = 1_000 }: SystemdParts): Launcher {
  const place = (folder: AttemptFolder): unit.UnitPlace => ({ keeper, folder: folder.path, env });
  let lookedAt = -Infinity;
  return {
    async beginStep(folder, order, signal) {
      const hasBegun = () => folder.has(`${order.step}.begun`);
      const [argv = []] = stepCommands(order);
      const command = unit.switchUnitCommand(place(folder), order.step, argv, order.limitMs);
      await launch(unit.SWITCH_UNIT, command, { pauseMs, isDone: hasBegun, signal });
      lookedAt = performance.now();
    },
    async isStepRunning() {
      if (performance.now() < lookedAt + LOOK_MS) return true;
      lookedAt = performance.now();
      return isUp(unit.SWITCH_UNIT);
    },
    async said(_folder, _step, invocation) {
      const where = 'see journalctl -u nixfleet-switch';
      if (invocation === '') return where;
      await finish(unit.syncJournalCommand()).catch(asNothing);
      const words = await finish(unit.wordsCommand(invocation)).catch(asNothing);
      return lastWords(words?.stdout ?? '') || where;
    },
    async follow(_folder, _step, take, signal) {
      await finish(unit.followCommand(unit.SWITCH_UNIT), { signal, onLine: (_, line) => take(line) }).catch(asNothing);
    },
    async endSteps() {
      // Not loaded is an error to systemctl, and what does not stop must not keep us from going back.
      await finish(unit.stopCommand(unit.SWITCH_UNIT)).catch(asNothing);
    },
    async armDeadMan(folder, inMs, signal) {
      const [atLast] = unit.DEAD_MAN_UNITS;
      // An earlier attempt's, called off by its claim, would keep the name from ours.
      await finish(unit.stopCommand(...timers()));
      await launch(atLast, unit.deadManUnitCommand(place(folder), atLast, inMs), { pauseMs, signal });
    },
    async hurryDeadMan(folder, inMs) {
      const [, atConfirm] = unit.DEAD_MAN_UNITS;
      const names = [`${atConfirm}.timer`, `${atConfirm}.service`] as const;
      if (await isUp(...names)) return;
      await finish(unit.resetCommand(names[1]));
      try {
        await run(unit.deadManUnitCommand(place(folder), atConfirm, inMs));
      } catch (error) {
        // The agent and the keeper of the switch may both see to it at once.
        if (!(isStillThere(error) && (await isUp(...names)))) throw error;
      }
    },
    async dismissDeadMan() {
      await finish(unit.stopCommand(...timers()));
    },
    async beginReturn(folder) {
      const isDone = () => isUp(unit.RETURN_UNIT);
      await launch(unit.RETURN_UNIT, unit.returnUnitCommand(place(folder)), { pauseMs, isDone });
    },
    async isReturning(folder) {
      return (await isTaken(folder, 'back')) || (await isUp(unit.RETURN_UNIT));
    },
  };
}

interface LaunchOptions {
  readonly pauseMs: number;
  /** Nothing is left to launch. */
  readonly isDone?: () => boolean | Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

/** Makes a transient unit, and waits while an earlier one of its name is still there. */
async function launch(name: string, command: Command, { pauseMs, isDone, signal }: LaunchOptions): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    // Not loaded is the usual case and an error to systemctl.
    await finish(unit.resetCommand(serviceOf(name)));
    try {
      await run(command);
      return;
    } catch (error) {
      if (await isDone?.()) return;
      if (tries === TRIES || !isStillThere(error)) throw error;
    }
    await sleep(pauseMs, undefined, signal ? { signal } : {});
  }
}

/** Whether one of these units is there for systemd; also when systemd does not answer, as while it is replaced by a newer one. */
async function isUp(...names: readonly string[]): Promise<boolean> {
  const shown = await finish(unit.stateCommand(...names)).catch(asNothing);
  if (shown === undefined || shown.exitCode !== 0) return true;
  const states = shown.stdout.split('\n').filter((line) => line !== '');
  return states.some((state) => state !== 'inactive' && state !== 'failed');
}

const timers = () => unit.DEAD_MAN_UNITS.map((name) => `${name}.timer`);
const serviceOf = (name: string) => (name.endsWith('.service') ? name : `${name}.service`);

/** An activation writes down its end before systemd has ended its unit: the next may come too early. */
const isStillThere = (error: unknown): boolean =>
  error instanceof CommandFailed && /already (loaded|exists)|has a fragment file/.test(error.message);

/** For what is only looked at: what cannot be started or is stopped has nothing to tell. */
function asNothing(error: unknown): undefined {
  if (!(error instanceof CommandFailed)) throw error;
}
