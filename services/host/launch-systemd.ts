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

/** Starts activations as `nixfleet-switch.service`. */
export const systemdLauncher = (): Launcher => ({
  async launch(command) {
    // Not loaded is the usual case and an error to systemctl.
    await finish(resetCommand());
    await run(transientUnitCommand(command));
  },
  said: async () => `see journalctl -u ${UNIT}`,
});
