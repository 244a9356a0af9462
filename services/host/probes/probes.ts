import type { HealthCheckResult, HealthReport } from '../../../machines/model/health.ts';
import { cutText, MESSAGE_BYTES } from '../../../machines/policy/agent-message.ts';
import type { SystemRoot } from '../root.ts';
import { configuredProbes } from './configured-probes.ts';
import { readHealth } from './health-reading.ts';
import type { HttpAccess } from './http.ts';
import type { Probe } from './probe.ts';
import { proven } from './proving.ts';

/** Asks a machine how it is. */
export interface Prober {
  /**
   * Runs all probes side by side, again and again until all pass together or the time until `until` is over; once when it
   * is over already. The last results.
   */
  probe(until: number, signal: AbortSignal): Promise<HealthReport>;
}

/** What a prober is made of. */
export interface ProberParts extends HttpAccess {
  readonly root: SystemRoot;
  /** Read before each round: a deploy may have brought other checks. */
  readonly healthFile: string;
  readonly platform?: NodeJS.Platform;
  /** A file that is not there or cannot be used, in words. */
  readonly warn: (problem: string) => void;
  /** Each result as it comes, for metrics. */
  readonly seen?: (probe: Probe, result: HealthCheckResult) => void;
}

const NAME_BYTES = 512;
const ALL_MESSAGES_BYTES = 512 * 1024;

/** The prober of a machine. */
export function createProber(parts: ProberParts): Prober {
  const { root, healthFile, platform = process.platform, authorities, passages, seen = () => undefined } = parts;
  const warn = once(parts.warn);
  const lookAt = (probes: readonly Probe[]) => async (probe: Probe, signal: AbortSignal) => {
    const result = await resultOf(probe, signal, Math.floor(ALL_MESSAGES_BYTES / probes.length));
    if (!signal.aborted) seen(probe, result);
    return result;
  };
  return {
    async probe(until, signal) {
      // Counted by the clock that nobody sets: one that is set back by a day must not keep an ill system for a day.
      const endsAt = performance.now() + until - Date.now();
      for (;;) {
        const reading = await readHealth(healthFile);
        warn(reading.trouble?.words);
        const probes = configuredProbes(reading, { root, platform, authorities, passages });
        const look = lookAt(probes);
        const hasChanged = async () => (await readHealth(healthFile)).mark !== reading.mark;
        const isOver = performance.now() >= endsAt;
        const results = await (isOver || probes.length === 0
          ? Promise.all(probes.map((probe) => look(probe, signal)))
          : proven({ probes, endsAt, signal, look, hasChanged }));
        signal.throwIfAborted();
        if (results) return reportOf(results);
      }
    },
  };
}

/** Passes words on that are not those of the time before. */
function once(say: (words: string) => void): (words: string | undefined) => void {
  let before: string | undefined;
  return (words) => {
    if (words !== undefined && words !== before) say(words);
    before = words;
  };
}

const reportOf = (results: readonly HealthCheckResult[]): HealthReport => ({
  results: [...results],
  all_passed: results.every(({ status }) => status === 'pass'),
  timestamp: new Date().toISOString(),
});

async function resultOf(probe: Probe, signal: AbortSignal, room: number): Promise<HealthCheckResult> {
  const startedAt = performance.now();
  const problem = await probe.look(signal);
  const named = { check_name: cutText(probe.name, NAME_BYTES), duration_ms: Math.floor(performance.now() - startedAt) };
  if (problem === undefined) return { status: 'pass', ...named };
  return { status: 'fail', ...named, message: cutText(problem, Math.min(room, MESSAGE_BYTES)) };
}
