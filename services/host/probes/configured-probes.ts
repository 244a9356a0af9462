import type { SystemRoot } from '../root.ts';
import { commandProbe } from './command.ts';
import type { HealthReading } from './health-reading.ts';
import { type HttpAccess, httpProbe } from './http.ts';
import { launchdProbe, serviceProbe } from './launchd.ts';
import { type Probe, USUAL_INTERVAL_MS } from './probe.ts';
import { systemdProbe, unitProbe } from './systemd.ts';

/** The machine that is probed. */
export interface ProbedMachine extends HttpAccess {
  readonly root: SystemRoot;
  readonly platform: NodeJS.Platform;
}

/**
 * The probes that a health file asks for, in the order of reports; without any, the platform's own. A file that cannot be
 * used is a probe that fails, beside that: a slip of the pen must not turn all checks off.
 */
export function configuredProbes({ checks, trouble }: HealthReading, machine: ProbedMachine): readonly Probe[] {
  const { root, platform } = machine;
  if (trouble?.kind === 'unusable') return [...platformProbes(machine), unusable(trouble.words)];
  const services =
    platform === 'darwin'
      ? (checks.launchd ?? []).flatMap(({ labels }) => labels.map(serviceProbe))
      : (checks.systemd ?? []).flatMap(({ units }) => units.map(unitProbe));
  const probes = [
    ...services,
    ...(checks.http ?? []).map((check) => httpProbe(check, machine)),
    ...(checks.command ?? []).map((check) => commandProbe(check, root)),
  ];
  return probes.length > 0 ? probes : platformProbes(machine);
}

function platformProbes({ root, platform }: ProbedMachine): readonly Probe[] {
  // A folder that stands for a machine has no service manager of its own to ask.
  if (!root.isMachine) return [];
  return [platform === 'darwin' ? launchdProbe() : systemdProbe()];
}

const unusable = (problem: string): Probe => ({
  name: 'health-checks.json',
  kind: 'file',
  intervalMs: USUAL_INTERVAL_MS,
  look: () => Promise.resolve(problem),
});
