import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import { span } from '../../../machines/policy/span.ts';
import { SILENT_AFTER } from '../elements/silent-after.ts';

/** Whether a machine is heard of, in a word and with what to make of it. */
export interface Presence {
  readonly word: 'online' | 'silent' | 'never seen';
  readonly tone: 'good' | 'bad' | 'wait';
  /** What to look at; undefined: nothing is amiss. */
  readonly advice: string | undefined;
}

/** Whether a machine is heard of at a time, ms since the epoch. */
export function presenceWords({ last_seen: seen }: Pick<MachineDetail, 'last_seen'>, now: number): Presence {
  if (seen === null)
    return {
      word: 'never seen',
      tone: 'wait',
      advice:
        'It has never reported. Is its agent installed and running, and does it have the URL of this control plane (`systemctl status nixfleet-agent` on the machine)?',
    };
  const silentMs = now - Date.parse(seen);
  if (silentMs < SILENT_AFTER * 1000) return { word: 'online', tone: 'good', advice: undefined };
  return {
    word: 'silent',
    tone: 'bad',
    advice: `Nothing was heard of it for ${span(silentMs)}: what is shown is how it was then. Is it switched on, and can it reach this control plane?`,
  };
}
