import type { Proof } from '../ports.ts';
import { healthProblem } from './agent-message.ts';

/** Why a machine has not proved that it is well on a path; null when it has. */
export function proofProblem(proof: Omit<Proof, 'now'>, path: string): string | null {
  const { running, health, brokenUnits, unreachable } = proof;
  if (running !== path) return `${running || 'nothing'} runs instead`;
  if (!health.all_passed) return healthProblem(health);
  if (brokenUnits.length > 0) return `units failed: ${brokenUnits.join(', ')}`;
  return unreachable === null ? null : `the control plane cannot be reached any more: ${unreachable}`;
}
