import type { Condition } from '../../machines/model/condition.ts';
import { isClockOff, isDiskLow } from '../../machines/policy/condition-limits.ts';
import { span } from '../../machines/policy/span.ts';
import { minute } from './moment.ts';
import type { Column } from './table.ts';

/** What an operator should know of a machine that its health does not say, in short words. */
export function conditionWords(condition: Condition | null | undefined): string[] {
  if (condition == null) return [];
  const { reboot_required, drift_since, clock_skew_ms } = condition;
  return [
    ...(reboot_required ? ['reboot required'] : []),
    ...(drift_since === null ? [] : [`drifted since ${minute(drift_since)}`]),
    ...(isDiskLow(condition) ? ['disk low'] : []),
    ...(isClockOff(condition) ? [`clock off by ${span(Math.abs(clock_skew_ms ?? 0))}`] : []),
  ];
}

/** Rows with what is to be known of each machine in a last column, if there is anything to be known at all. */
export function withConditions(
  columns: readonly Column[],
  machines: readonly { readonly condition?: Condition | null }[],
  rows: readonly (readonly string[])[],
): { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] } {
  const words = machines.map(({ condition }) => conditionWords(condition).join(', '));
  if (words.every((word) => word === '')) return { columns, rows };
  return { columns: [...columns, 'attention'], rows: rows.map((row, index) => [...row, words[index] ?? '']) };
}
