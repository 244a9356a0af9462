import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ControlEvidence, Finding } from '../../../machines/model/evidence.ts';
import { holds } from '../../../machines/policy/exception-end.ts';
import { lapsedBy, lapsesText, withLapsed } from '../../../services/compliance/lapses.ts';
import { resultsOf } from '../../../services/compliance/results.ts';
import { aControl } from './some-evidence.ts';

const finding = (id: string, expires?: string | null): Finding => ({
  ...{ id, text: 'it is not as it should be' },
  ...(expires !== undefined && { exception: { rationale: 'needed', owner: null, expires } }),
});

/** How evidence counts at a moment, once it was stored. */
function at(moment: string, controls: readonly ControlEvidence[]) {
  const { statuses, rules, lapses } = resultsOf({ controls: [...controls] });
  const lapsed = lapsedBy(lapsesText(lapses), Date.parse(moment));
  return {
    statuses: withLapsed(statuses, lapsed.controls),
    rules: withLapsed(rules, lapsed.rules),
    required: lapsed.required,
  };
}

const hardening = (given: Partial<ControlEvidence>) =>
  aControl({ control: 'baseline-hardening', checks: { rules: { 'BH-04': { compliant: false } } }, ...given });

describe('what is excused in evidence', () => {
  test.each([
    ['2026-04-20T23:59:59.999Z', 'exempt', []],
    ['2026-04-21T00:00:00Z', 'non-compliant', ['access-control']],
    ['2099-01-01T00:00:00Z', 'non-compliant', ['access-control']],
  ] as const)('is so until the end of the last day, UTC: %s', (moment, status, required) => {
    const control = aControl({ status: 'exempt', required: true, findings: [finding('root-login', '2026-04-20')] });
    expect(at(moment, [control])).toMatchObject({ statuses: { 'access-control': status }, required });
  });

  test('is so for good where no day is given, and never where the day is none', () => {
    const told = (expires: string | null) =>
      at('2026-04-20T10:00:00Z', [aControl({ status: 'exempt', findings: [finding('root-login', expires)] })]).statuses;
    expect(told(null)).toEqual({ 'access-control': 'exempt' });
    expect(told('soon')).toEqual({ 'access-control': 'non-compliant' });
    expect(lapsesText([])).toBeNull();
  });

  test('is a control as long as every one of its findings is', () => {
    const findings = [finding('root-login', '2026-12-31'), finding('idle-timeout', '2026-04-20'), finding('own', null)];
    const control = aControl({ status: 'exempt', findings });
    expect(at('2026-04-20T10:00:00Z', [control]).statuses).toEqual({ 'access-control': 'exempt' });
    expect(at('2026-04-21T10:00:00Z', [control]).statuses).toEqual({ 'access-control': 'non-compliant' });
  });

  test('is nothing of a control that counts by itself', () => {
    const findings = [finding('root-login', '2026-04-20')];
    const controls = (['compliant', 'error', 'non-compliant'] as const).map((status) =>
      aControl({ control: status, status, findings }),
    );
    expect(resultsOf({ controls }).lapses).toEqual([]);
  });

  test.each([
    ['2026-04-20', 'exempt'],
    ['2026-04-19', 'non-compliant'],
    [null, 'exempt'],
  ] as const)('is a rule, by itself, of a control that fails for another: %s', (expires, status) => {
    const control = hardening({ status: 'non-compliant', findings: [finding('BH-04', expires), finding('BH-03')] });
    expect(at('2026-04-20T10:00:00Z', [control])).toMatchObject({
      statuses: { 'baseline-hardening': 'non-compliant' },
      rules: { 'BH-04': status },
    });
  });

  test('is a rule still whose control another makes fail', () => {
    const findings = [finding('BH-04', '2026-12-31'), finding('BH-03', '2026-04-20')];
    expect(at('2026-04-21T00:00:00Z', [hardening({ status: 'exempt', findings })])).toMatchObject({
      statuses: { 'baseline-hardening': 'non-compliant' },
      rules: { 'BH-04': 'exempt' },
    });
  });

  test('is a rule no longer than its control where nothing names it', () => {
    const control = hardening({ status: 'exempt', findings: [finding('kernel', '2026-04-20')] });
    expect(at('2026-04-20T10:00:00Z', [control]).rules).toEqual({ 'BH-04': 'exempt' });
    expect(at('2026-04-21T00:00:00Z', [control]).rules).toEqual({ 'BH-04': 'non-compliant' });
  });

  test('is one that every exception still holds, whatever days these are', () => {
    const day = fc.constantFrom('2026-04-18', '2026-04-19', '2026-04-20', '2026-04-21', null, 'no day');
    const some = fc.array(fc.array(day, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    const moments = fc.date({ min: new Date('2026-04-17'), max: new Date('2026-04-24'), noInvalidDate: true });
    fc.assert(
      fc.property(some, moments, (days, moment) => {
        const controls = days.map((each, index) =>
          aControl({ control: `c-${index}`, status: 'exempt', findings: each.map((one) => finding('x', one)) }),
        );
        const { statuses } = at(moment.toISOString(), controls);
        for (const { control, findings } of controls)
          expect(statuses[control] === 'exempt').toBe(
            findings.every(({ exception }) => exception !== undefined && holds(exception, moment.getTime())),
          );
      }),
    );
  });
});
