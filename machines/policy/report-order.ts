import type { HelloFrame } from '../model/link.ts';
import type { Report } from '../model/report.ts';

/** The last report that was taken of an agent; nulls: it numbers none. */
export interface LastTaken {
  readonly epoch: string | null;
  readonly seq: number | null;
}

/** Whether a report was taken before. Another epoch counts anew: an agent may have lost its database. */
export const wasTaken = ({ epoch, seq }: Pick<Report, 'epoch' | 'seq'>, last: LastTaken | undefined): boolean =>
  epoch != null && seq != null && last?.epoch === epoch && seq <= (last.seq ?? 0);

/** After which `seq` an agent goes on to send its reports; never beyond what its database has counted. */
export const resumeAfter = ({ epoch, last_seq }: HelloFrame, last: LastTaken | undefined): number =>
  last?.epoch === epoch ? Math.min(last.seq ?? 0, last_seq) : 0;

/**
 * Whether more was taken of an agent's database than it has counted: it went back in time, as a restored virtual
 * machine does, and will give the same numbers to other reports.
 */
export const wentBack = ({ epoch, last_seq }: HelloFrame, last: LastTaken | undefined): boolean =>
  last?.epoch === epoch && last_seq < (last.seq ?? 0);
