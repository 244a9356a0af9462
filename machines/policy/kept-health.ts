import type { HealthCheckResult, HealthReport } from '../model/health.ts';
import { cutText, MESSAGE_BYTES } from './agent-message.ts';

const NAME_BYTES = 512;

/** A health block as it is kept: names and messages cut to a bounded length. */
export const keptHealth = ({ results, ...health }: HealthReport): HealthReport => ({
  ...health,
  results: results.map(keptResult),
});

function keptResult(result: HealthCheckResult): HealthCheckResult {
  const check_name = cutText(result.check_name, NAME_BYTES);
  if (result.status === 'pass') return { ...result, check_name };
  return { ...result, check_name, message: cutText(result.message, MESSAGE_BYTES) };
}
