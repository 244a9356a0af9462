import type { Why } from '../../machines/model/why.ts';
import { second } from './moment.ts';
import type { Paint } from './paint.ts';
import { printable } from '../../services/host/printable.ts';
import { cutting, details, table, type TableLook } from './table.ts';

/** A line for each machine: what it waits for, or why it ended so. */
export function whyTable(whys: readonly Why[], look: Paint | TableLook): string[] {
  const rows = whys.map((why) => [why.machine_id, batchOf(why), why.verdict, why.sentence]);
  return rows.length === 0 ? ['No machines.'] : table(['machine', 'batch', 'verdict', cutting('why')], rows, look);
}

/** All that is known of why one machine is where it is. */
export function whyDetails(why: Why, paint: Paint): string[] {
  return details([
    ['Machine', printable(why.machine_id)],
    ['Batch', batchOf(why)],
    ['Verdict', paint(why.verdict)],
    ['Why', printable(why.sentence)],
    ...(why.what === null ? [] : [['Waits for', why.what] as const]),
    ...(why.whom === null ? [] : [['Turn of', printable(why.whom)] as const]),
    ...(why.since === null ? [] : [['Since', second(why.since)] as const]),
    ...(why.until === null ? [] : [['Until', second(why.until)] as const]),
  ]);
}

/** Counted from one, as the sentences do. */
const batchOf = ({ batch_index: index }: Why): string => (index === null ? '-' : String(index + 1));
