import type { FleetCompliance } from '../../machines/model/compliance.ts';

/** Why a fleet does not stand as it should, a reason each; nothing: all that was looked at is compliant or exempt. */
export function shortcomings(
  { machines, controls }: Pick<FleetCompliance, 'machines' | 'controls'>,
  maxAgeDays: number,
): readonly string[] {
  const failing = controls.filter(({ counts }) => counts.non_compliant + counts.error > 0).length;
  const reasons: readonly (readonly [count: number, words: string])[] = [
    [failing, `${counted(failing, 'control')} not met everywhere`],
    [machines.without_count, `${counted(machines.without_count, 'machine')} without evidence`],
    [machines.untrusted_count, `${counted(machines.untrusted_count, 'machine')} whose evidence another key signed`],
    // A collector that has stopped would go on being compliant for ever.
    [
      machines.outdated_count,
      `${counted(machines.outdated_count, 'machine')} whose evidence is older than ${maxAgeDays} d`,
    ],
    [machines.stale_count, `${counted(machines.stale_count, 'machine')} whose evidence is of another system than runs`],
    [machines.total === 0 ? 1 : 0, 'no machine was looked at'],
  ];
  return reasons.filter(([count]) => count > 0).map(([, words]) => words);
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
