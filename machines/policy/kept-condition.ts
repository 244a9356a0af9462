import type { Condition } from '../model/condition.ts';
import { agentTime } from './timestamp.ts';

/** A machine's condition as it is kept: what is known of it and nothing else, its time in a bounded form. */
export const keptCondition = ({ reboot_required, drift_since, free_bytes, clock_skew_ms }: Condition): Condition => ({
  reboot_required,
  drift_since: drift_since === null ? null : agentTime(drift_since),
  free_bytes,
  clock_skew_ms,
});
