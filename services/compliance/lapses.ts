import type { ControlStatus } from '../../machines/model/evidence.ts';

/** A control or a rule that is excused until a moment (ms since the epoch): from then on it is not compliant. */
export type Lapse =
  | { readonly at: number; readonly control: string; readonly required: boolean }
  | { readonly at: number; readonly rule: string };

/** What was excused when evidence was taken, and is no longer. */
export interface Lapsed {
  readonly controls: readonly string[];
  /** Those of the controls that a machine has to pass to be healthy. */
  readonly required: readonly string[];
  readonly rules: readonly string[];
}

/** Nothing of it, as of most evidence. */
export const NOTHING_LAPSED: Lapsed = { controls: [], required: [], rules: [] };

/** Lapses as they are stored: JSON; null: what is excused is so for good. */
export const lapsesText = (lapses: readonly Lapse[]): string | null =>
  lapses.length === 0 ? null : JSON.stringify(lapses);

/** What of stored lapses has come about; `now` is ms since the epoch. */
export function lapsedBy(text: string | null, now: number): Lapsed {
  if (text === null) return NOTHING_LAPSED;
  const due = (JSON.parse(text) as readonly Lapse[]).filter(({ at }) => at <= now);
  if (due.length === 0) return NOTHING_LAPSED;
  const controls = due.flatMap((each) => ('control' in each ? [each] : []));
  return {
    controls: controls.map(({ control }) => control),
    required: controls.filter(({ required }) => required).map(({ control }) => control),
    rules: due.flatMap((each) => ('rule' in each ? [each.rule] : [])),
  };
}

/** How controls or rules stand now that some are excused no longer. */
export const withLapsed = (
  statuses: Readonly<Record<string, ControlStatus>>,
  lapsed: readonly string[],
): Readonly<Record<string, ControlStatus>> =>
  lapsed.length === 0
    ? statuses
    : { ...statuses, ...Object.fromEntries(lapsed.map((id) => [id, 'non-compliant'] as const)) };
