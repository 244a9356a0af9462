import type { HealthCheckResult } from '../../machines/model/health.ts';
import type { Probe } from '../../services/host/probes/probe.ts';
import { proven } from '../../services/host/probes/proving.ts';

/** Has a machine prove itself until `endsAt` (`performance.now`); what is wrong with it in the end, null when nothing is. */
export async function provenProblem(
  probes: readonly Probe[],
  endsAt: number,
  signal: AbortSignal,
): Promise<string | null> {
  const hasChanged = () => Promise.resolve(false);
  const results = (await proven({ probes, endsAt, signal, look: resultOf, hasChanged })) ?? [];
  signal.throwIfAborted();
  const failed = results.flatMap((result) => (result.status === 'fail' ? [result] : []));
  if (failed.length === 0) return null;
  return `not healthy: ${failed.map(({ check_name: name, message }) => `${name}: ${message}`).join('; ')}`;
}

async function resultOf(probe: Probe, signal: AbortSignal): Promise<HealthCheckResult> {
  const startedAt = performance.now();
  const problem = await probe.look(signal);
  const named = { check_name: probe.name, duration_ms: Math.floor(performance.now() - startedAt) };
  return problem === undefined ? { status: 'pass', ...named } : { status: 'fail', ...named, message: problem };
}
