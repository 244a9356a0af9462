import { delimiter, join } from 'node:path';
import { CommandFailed } from '../../../machines/errors.ts';
import { finish } from '../process.ts';
import type { SystemRoot } from '../root.ts';
import type { CommandCheck } from './health-file.ts';
import { intervalMs, limitMs, type Probe, wordsOf } from './probe.ts';

/** Passes when a shell command exits 0 in time; it is run by `/bin/sh` so that a minimal PATH does. */
export const commandProbe = (check: CommandCheck, root: Pick<SystemRoot, 'currentSystem' | 'env'>): Probe => ({
  name: check.name,
  kind: 'command',
  intervalMs: intervalMs(check.interval),
  async look(signal) {
    try {
      const timeoutMs = limitMs(check.timeout ?? 5);
      const env = { ...root.env, PATH: pathOf(root.currentSystem) };
      const { exitCode, stderr } = await finish({ argv: ['/bin/sh', '-c', check.command], timeoutMs, env }, { signal });
      return exitCode === 0 ? undefined : `exit code ${exitCode}: ${stderr.trim()}`;
    } catch (error) {
      if (error instanceof CommandFailed && error.detail.why === 'limit') return 'timed out';
      return `failed to run command: ${wordsOf(error)}`;
    }
  },
});

/** What works in a shell of the machine works in its checks: the service's own PATH is tiny, and comes second. */
const pathOf = (currentSystem: string): string =>
  [join(currentSystem, 'sw/bin'), process.env.PATH].filter(Boolean).join(delimiter);
