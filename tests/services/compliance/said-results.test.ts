import { describe, expect, test } from 'vitest';
import type { StatusCounts } from '../../../machines/model/compliance.ts';
import { type JudgedMachine, rollUp } from '../../../services/compliance/roll-up.ts';
import { machines } from './said-machines.ts';

const NOW = Date.parse('2026-04-20T10:00:00Z');

const counts = (given: Partial<StatusCounts>): StatusCounts => ({
  ...{ compliant: 0, non_compliant: 0, error: 0, exempt: 0, unjudged: 0 },
  ...given,
});

const article = (id: string, fleet: readonly JudgedMachine[]) =>
  rollUp(fleet, NOW, { framework: 'anssi' }).frameworks[0]?.articles.find((each) => each.article === id);

describe('what is excused for a while', () => {
  const until = (at: number) =>
    machines({
      frameworks: ['anssi'],
      statuses: { 'baseline-hardening': 'exempt', 'secure-boot': 'exempt' },
      rules: { 'BH-01': 'exempt', 'BH-02': 'exempt' },
      lapses: [
        { at, control: 'baseline-hardening', required: true },
        { at, rule: 'BH-02' },
      ],
    });

  test.each([
    [NOW + 1, 'exempt', 'met'],
    [NOW, 'non_compliant', 'not-met'],
  ] as const)('counts by what it is now: until %d %s, %s', (at, status, state) => {
    const [control, other] = rollUp(until(at), NOW).controls;
    expect(control).toMatchObject({ counts: counts({ [status]: 1 }), failing: status === 'exempt' ? [] : ['m-0'] });
    expect(other).toMatchObject({ control: 'secure-boot', counts: counts({ exempt: 1 }) });
    expect(article('R7', until(at))).toMatchObject({ state: 'met', counts: counts({ exempt: 1 }) });
    expect(article('R8', until(at))).toMatchObject({ state, counts: counts({ [status]: 1 }) });
  });

  test('is not taken for what another machine says that is excused for longer', () => {
    const [one] = until(NOW);
    const [other] = until(NOW + 1);
    const fleet = [one, other, one, other].flatMap((each, index) =>
      each ? [{ ...each, machineId: `m-${index}` }] : [],
    );
    expect(rollUp(fleet, NOW).controls[0]).toMatchObject({
      counts: counts({ exempt: 2, non_compliant: 2 }),
      failing: ['m-0', 'm-2'],
    });
  });
});
