import type { ControlEvidence, Evidence } from '../../machines/model/evidence.ts';
import { canonical } from '../../services/compliance/canonical.ts';
import { LONGEST_DOCUMENT } from '../../services/compliance/verified-evidence.ts';

/**
 * Evidence that a control plane takes: where it would be too long, what the most talkative probes observed gives way to its size.
 * What they were found to be stays.
 */
export function fitted(evidence: Evidence, limit: number = LONGEST_DOCUMENT): Evidence {
  let excess = bytesOf(evidence) - limit;
  const byLength = evidence.controls.toSorted((a, b) => bytesOf(b.checks) - bytesOf(a.checks));
  const left = new Map<string, ControlEvidence>();
  for (const control of byLength) {
    if (excess <= 0) break;
    const short = { ...control, checks: { omitted: `${bytesOf(control.checks)} bytes: too much for evidence` } };
    excess -= bytesOf(control) - bytesOf(short);
    left.set(control.control, short);
  }
  return { ...evidence, controls: evidence.controls.map((control) => left.get(control.control) ?? control) };
}

const bytesOf = (value: unknown): number => Buffer.byteLength(canonical(value));
