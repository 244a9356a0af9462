import { finish } from '../process.ts';
import { type Probe, USUAL_INTERVAL_MS, wordsOf } from './probe.ts';

const TIMEOUT_MS = 10_000;

/** Passes when a service is loaded and has a process. */
export const serviceProbe = (label: string): Probe => ({
  name: label,
  kind: 'launchd',
  intervalMs: USUAL_INTERVAL_MS,
  look: (signal) =>
    listing(['launchctl', 'list', label], signal, ({ exitCode, stdout }) => {
      if (exitCode !== 0) return 'service not loaded';
      const hasProcess = stdout.split('\n').some((line) => /^"?PID/.test(line.trim()));
      return hasProcess ? undefined : 'service loaded but not running (no PID)';
    }),
});

/** Passes when launchd answers; for machines without configured checks. */
export const launchdProbe = (): Probe => ({
  name: 'launchd-system',
  kind: 'launchd',
  intervalMs: USUAL_INTERVAL_MS,
  look: (signal) =>
    listing(['launchctl', 'list'], signal, ({ exitCode, stderr }) =>
      exitCode === 0 ? undefined : `launchctl list failed: ${stderr}`,
    ),
});

async function listing(
  argv: readonly [string, ...string[]],
  signal: AbortSignal,
  problemIn: (listed: { exitCode: number; stdout: string; stderr: string }) => string | undefined,
): Promise<string | undefined> {
  try {
    return problemIn(await finish({ argv, timeoutMs: TIMEOUT_MS }, { signal }));
  } catch (error) {
    return `failed to run launchctl: ${wordsOf(error)}`;
  }
}
