import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailed } from '../../machines/errors.ts';
import type { Launcher } from './launcher.ts';
import { type Command, finish, run } from './process.ts';

const UNIT = 'nixfleet-switch';
const LIMIT_MS = 60_000;

/** Clears what an earlier activation may have left under our name: systemd would refuse the name. */
export const resetCommand = (): Command => ({
  argv: ['systemctl', 'reset-failed', `${UNIT}.service`],
  timeoutMs: LIMIT_MS,
});

/** Starts a command as a transient unit, out of the agent's control group. */
export function transientUnitCommand({ argv, env = {} }: Command): Command {
  const environment = Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`);
  return { argv: ['systemd-run', `--unit=${UNIT}`, '--collect', ...environment, '--', ...argv], timeoutMs: LIMIT_MS };
}

/** Longer than systemd gives to what an activation has left behind. */
const TRIES = 120;
const PAUSE_MS = 1_000;

/** Starts activations as `nixfleet-switch.service`. */
export const systemdLauncher = ({ pauseMs = PAUSE_MS }: { pauseMs?: number } = {}): Launcher => ({
  async launch(command, _, signal) {
    for (let tries = 1; ; tries += 1) {
      // Not loaded is the usual case and an error to systemctl.
      await finish(resetCommand());
      try {
        await run(transientUnitCommand(command));
        return;
      } catch (error) {
        if (tries === TRIES || !isStillThere(error)) throw error;
      }
      await sleep(pauseMs, undefined, { signal });
    }
  },
  said: async () => `see journalctl -u ${UNIT}`,
});

/** An activation writes down its end before systemd has ended its unit: the next may come too early. */
const isStillThere = (error: unknown): boolean =>
  error instanceof CommandFailed && /already (loaded|exists)/.test(error.message);
