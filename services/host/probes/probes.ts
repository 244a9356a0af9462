import type { HealthCheckResult, HealthReport } from '../../../machines/model/health.ts';
import { cutText, MESSAGE_BYTES } from '../../../machines/policy/agent-message.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemRoot } from '../root.ts';
import { commandProbe } from './command.ts';
import { type HealthFile, readHealthFile } from './health-file.ts';
import { httpProbe } from './http.ts';
import { launchdProbe, serviceProbe } from './launchd.ts';
import type { Probe } from './probe.ts';
import { systemdProbe, unitProbe } from './systemd.ts';

/** Asks a machine how it is. */
export interface Prober {
  /** Runs all probes side by side, again and again until all pass or the time until `until` is over; the last results. */
  probe(until: number, signal: AbortSignal): Promise<HealthReport>;
}

/** What a prober is made of. */
export interface ProberParts {
  readonly root: SystemRoot;
  /** Read before each run: a deploy may have brought other checks. */
  readonly healthFile: string;
  readonly platform?: NodeJS.Platform;
  /** PEM certificates that HTTPS checks trust; Node's own when absent. */
  readonly authorities?: readonly string[];
  /** A file that cannot be used, in words. */
  readonly warn: (problem: string) => void;
  /** Each result as it comes, for metrics. */
  readonly seen?: (probe: Probe, result: HealthCheckResult) => void;
}

const PAUSE_MS = 1_000;
const NAME_BYTES = 512;
const ALL_MESSAGES_BYTES = 512 * 1024;

/** The prober of a machine. */
export function createProber(parts: ProberParts): Prober {
  const { seen = () => undefined } = parts;
  let warned: string | undefined;
  const warn = (problem: string) => {
    if (problem !== warned) parts.warn(problem);
    warned = problem;
  };
  return {
    async probe(until, signal) {
      // Counted by the clock that nobody sets: one that is set back by a day must not keep an ill system for a day.
      const endsAt = performance.now() + until - Date.now();
      for (;;) {
        const probes = await probesOf({ ...parts, warn });
        const results = await Promise.all(
          probes.map(async (probe) => {
            const result = await resultOf(probe, signal, Math.floor(ALL_MESSAGES_BYTES / probes.length));
            seen(probe, result);
            return result;
          }),
        );
        signal.throwIfAborted();
        const allPassed = results.every(({ status }) => status === 'pass');
        const leftMs = endsAt - performance.now();
        if (allPassed || leftMs <= 0) return { results, all_passed: allPassed, timestamp: new Date().toISOString() };
        await sleep(Math.min(PAUSE_MS, leftMs), undefined, { signal });
      }
    },
  };
}

/** The probes that a health file asks for, in the order of reports; without any, the platform's own. */
async function probesOf(parts: ProberParts): Promise<readonly Probe[]> {
  const { root, healthFile, platform = process.platform, authorities, warn } = parts;
  const checks = await readHealthFile(healthFile).catch((error: Error): HealthFile => {
    warn(error.message);
    return {};
  });
  const services =
    platform === 'darwin'
      ? (checks.launchd ?? []).flatMap(({ labels }) => labels.map(serviceProbe))
      : (checks.systemd ?? []).flatMap(({ units }) => units.map(unitProbe));
  const probes = [
    ...services,
    ...(checks.http ?? []).map((check) => httpProbe(check, authorities)),
    ...(checks.command ?? []).map((check) => commandProbe(check, root.env)),
  ];
  // A folder that stands for a machine has no service manager of its own to ask.
  if (probes.length > 0 || !root.isMachine) return probes;
  return [platform === 'darwin' ? launchdProbe() : systemdProbe()];
}

async function resultOf(probe: Probe, signal: AbortSignal, room: number): Promise<HealthCheckResult> {
  const startedAt = performance.now();
  const problem = await probe.look(signal);
  const named = { check_name: cutText(probe.name, NAME_BYTES), duration_ms: Math.floor(performance.now() - startedAt) };
  if (problem === undefined) return { status: 'pass', ...named };
  return { status: 'fail', ...named, message: cutText(problem, Math.min(room, MESSAGE_BYTES)) };
}
