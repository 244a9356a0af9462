import type { Condition } from '../../../machines/model/condition.ts';
import { isClockOff, isDiskLow } from '../../../machines/policy/condition-limits.ts';
import { sizeText } from '../../../machines/policy/size-text.ts';
import { span } from '../../../machines/policy/span.ts';

/** One thing that an agent sees of its machine, in words. */
export interface ConditionFact {
  readonly label: string;
  readonly words: string;
  readonly tone: 'good' | 'bad' | 'wait' | 'plain';
  /** Since when, where that is known. */
  readonly since?: string;
}

/** Reports take as long to come: less than this is no difference, ms. */
const RIGHT_MS = 2000;

/** What an agent sees of its machine; none: it has not said, as a v0.1.1 agent. */
export function conditionFacts(condition: Condition | null | undefined): ConditionFact[] {
  if (condition == null) return [];
  return [driftFact(condition), rebootFact(condition), diskFact(condition), clockFact(condition)];
}

function driftFact({ drift_since: since }: Condition): ConditionFact {
  if (since === null) return { label: 'Drift', words: 'none', tone: 'good' };
  return { label: 'Drift', words: 'it runs what nobody told it to run', tone: 'bad', since };
}

const rebootFact = ({ reboot_required: isRequired }: Condition): ConditionFact =>
  isRequired
    ? { label: 'Reboot', words: 'required: its kernel is not the one that it was started with', tone: 'wait' }
    : { label: 'Reboot', words: 'not required', tone: 'good' };

function diskFact(condition: Condition): ConditionFact {
  const { free_bytes: free } = condition;
  if (free === null) return { label: 'Disk', words: 'unknown', tone: 'plain' };
  const words = `${sizeText(free)} free for the store`;
  if (!isDiskLow(condition)) return { label: 'Disk', words, tone: 'good' };
  return { label: 'Disk', words: `${words}: the next system may not fit`, tone: 'bad' };
}

function clockFact(condition: Condition): ConditionFact {
  const { clock_skew_ms: skew } = condition;
  if (skew === null) return { label: 'Clock', words: 'unknown', tone: 'plain' };
  const size = Math.abs(skew);
  if (size < RIGHT_MS) return { label: 'Clock', words: 'right', tone: 'good' };
  const words = `${span(size)} ${skew > 0 ? 'ahead of' : 'behind'} the control plane`;
  return { label: 'Clock', words, tone: isClockOff(condition) ? 'bad' : 'plain' };
}
