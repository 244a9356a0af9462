import { BadUsage } from '../../../machines/errors.ts';
import type { Asked } from '../command-line.ts';
import { createMachine } from '../machine.ts';
import { isoTime } from '../observe/calendar-date.ts';
import { RECOVERY_KINDS, RECOVERY_TESTS } from '../observe/recovery-tests.ts';
import type { Outcome } from '../outcome.ts';
import { noteRecoveryTest } from '../recovery-record.ts';

/** Writes down that recovery was tested just now, and how long it took. */
export async function drill({ subject, minutes, by, note, file, root }: Asked, now: number): Promise<Outcome> {
  const kind = RECOVERY_KINDS.find((each) => each === subject);
  if (kind === undefined) throw new BadUsage(`what was tested? nixfleet-compliance drill ${RECOVERY_KINDS.join('|')}`);
  if (minutes === undefined || !/^\d{1,6}(\.\d+)?$/.test(minutes))
    throw new BadUsage('how long did it take until it worked again? --minutes N, as --minutes 90');
  const where = file ?? RECOVERY_TESTS;
  const test = {
    at: isoTime(now) ?? '',
    kind,
    seconds: Math.ceil(Number(minutes) * 60),
    ...(by !== undefined && { by }),
    ...(note !== undefined && { note }),
  };
  const count = await noteRecoveryTest(createMachine(root, now), where, test);
  const next = 'the next evidence has it (nixfleet-compliance collect)';
  return { exitCode: 0, output: `${where}: ${kind} of ${test.at} noted, ${count} in all; ${next}\n`, notes: [] };
}
