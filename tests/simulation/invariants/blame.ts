import type { Chronicle } from '../chronicle.ts';
import type { EventRow } from '../commit.ts';
import type { Receipt } from '../receipts.ts';
import type { TrackedRollout } from '../rollouts.ts';
import type { EventInvariant } from './invariant.ts';

/** Clocks are corrected by little all the time. */
const GRACE_MS = 1_000;

/** What must have happened before a machine is given up. */
export const BLAME: readonly EventInvariant[] = [
  {
    name: 'nobody is blamed for nothing',
    sentence:
      'a machine is unhealthy in its batch because it has reported so, of this try, or an operator wants something else ' +
      'of it, or its time is over',
    problem({ chronicle }, event, commit) {
      const rollout = chronicle.rollouts.get(event.rollout_id);
      if (event.type !== 'machine_settled' || rollout === undefined) return undefined;
      const { verdict, reason } = JSON.parse(event.detail) as { verdict: string; reason: string | null };
      if (verdict !== 'unhealthy') return undefined;
      const what = unjust({ chronicle, rollout, event, commit, reason: reason ?? '' });
      return what && `${event.machine_id} in ${rollout.id}: "${reason}", and ${what}`;
    },
  },
];

interface Case {
  readonly chronicle: Chronicle;
  readonly rollout: TrackedRollout;
  readonly event: EventRow;
  readonly commit: number;
  readonly reason: string;
}

function unjust({ chronicle, rollout, event, commit, reason }: Case): string | undefined {
  const machineId = event.machine_id ?? '';
  const index = rollout.members.get(machineId) ?? -1;
  const batch = rollout.batches[index];
  const timeOut = /no healthy report (?:within|came after its soak time of) (\d+(?:\.\d+)?) s/.exec(reason);
  if (timeOut) {
    const passedMs = Math.max(event.at - (batch?.began.wall ?? 0), chronicle.time - (batch?.began.real ?? 0));
    return passedMs + GRACE_MS >= Number(timeOut[1]) * 1000 ? undefined : `only ${passedMs / 1000} s have passed`;
  }
  if (reason.startsWith('its desired path was changed')) {
    const asked = chronicle.audit.some(({ target, commit: when }) => target === machineId && when === commit);
    return asked ? undefined : 'nobody has asked for anything';
  }
  // Of the try that it was told of last: the order of a later one may have been taken back before it came.
  const mine = chronicle
    .assignmentsAt(machineId, commit)
    .filter((assignment) => assignment?.startsWith(`${rollout.id}:${index}:`));
  const said = chronicle.receipts.of(machineId).filter((receipt) => receipt.commit === commit && !receipt.isCopy);
  return said.some((receipt) => isAbout(receipt, mine) && isBad(receipt, reason)) ? undefined : 'it has not said so';
}

const isAbout = ({ report: { assignment } }: Receipt, mine: readonly (string | null)[]): boolean =>
  assignment == null || mine.includes(assignment);

/** Failed, or away from the path on which it had to stay for a while. */
const isBad = ({ report: { success, health, outcome } }: Receipt, reason: string): boolean =>
  !success || health?.all_passed === false || outcome === 'reboot_required' || reason.startsWith('it left the wanted');
