import { CommandFailed } from '../../../machines/errors.ts';
import { finish } from '../process.ts';
import type { CommandCheck } from './health-file.ts';
import { limitMs, type Probe, wordsOf } from './probe.ts';

/** Passes when a shell command exits 0 in time; it is run by `/bin/sh` so that a minimal PATH does. */
export const commandProbe = (check: CommandCheck, env: Readonly<Record<string, string>>): Probe => ({
  name: check.name,
  kind: 'command',
  async look(signal) {
    try {
      const timeoutMs = limitMs(check.timeout ?? 5);
      const { exitCode, stderr } = await finish({ argv: ['/bin/sh', '-c', check.command], timeoutMs, env }, { signal });
      return exitCode === 0 ? undefined : `exit code ${exitCode}: ${stderr.trim()}`;
    } catch (error) {
      if (error instanceof CommandFailed && error.detail.why === 'limit') return 'timed out';
      return `failed to run command: ${wordsOf(error)}`;
    }
  },
});
