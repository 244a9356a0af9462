import { finish } from '../process.ts';
import { type Probe, USUAL_INTERVAL_MS, wordsOf } from './probe.ts';

const TIMEOUT_MS = 10_000;

/** Passes when a unit is active. */
export const unitProbe = (unit: string): Probe => ({
  name: unit,
  kind: 'systemd',
  intervalMs: USUAL_INTERVAL_MS,
  look: (signal) => stateProblem({ question: ['is-active', unit], good: ['active'], what: 'unit state' }, signal),
});

/** Passes when systemd as a whole has started; for machines without configured checks. */
export const systemdProbe = (): Probe => ({
  name: 'systemd-system',
  kind: 'systemd',
  intervalMs: USUAL_INTERVAL_MS,
  look: (signal) =>
    stateProblem({ question: ['is-system-running'], good: ['running', 'degraded'], what: 'system state' }, signal),
});

interface Question {
  readonly question: readonly string[];
  readonly good: readonly string[];
  readonly what: string;
}

async function stateProblem({ question, good, what }: Question, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { stdout } = await finish({ argv: ['systemctl', ...question], timeoutMs: TIMEOUT_MS }, { signal });
    return good.includes(stdout.trim()) ? undefined : `${what}: ${stdout.trim()}`;
  } catch (error) {
    return `failed to run systemctl: ${wordsOf(error)}`;
  }
}
