import { describe, expect, test } from 'vitest';
import { resultsOf } from '../../../services/compliance/results.ts';
import { aControl, someEvidence } from './some-evidence.ts';

const rule = (compliant: boolean) => ({ compliant });

const hardening = (given: Parameters<typeof aControl>[0]) =>
  resultsOf(
    someEvidence({ controls: [aControl({ control: 'baseline-hardening', status: 'non-compliant', ...given })] }),
  );

describe('the results in evidence', () => {
  test('are the same text whatever order the controls have', () => {
    const controls = ['supply-chain', 'access-control', 'own'].map((control) => aControl({ control }));
    const [one, other] = [controls, controls.toReversed()].map((each) => resultsOf(someEvidence({ controls: each })));
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  test('have only rules that were checked', () => {
    const { rules } = hardening({
      checks: { rules: { 'BH-03': rule(true), 'BH-04': rule(false), 'XX-01': rule(true) } },
    });
    expect(rules).toEqual({ 'BH-03': 'compliant', 'BH-04': 'non-compliant' });
  });

  test('know of no rule of a control that could not be told', () => {
    expect(hardening({ status: 'error', checks: { rules: { 'BH-03': rule(true) } } }).rules).toEqual({});
  });

  test.each([
    [{ rules: [] }],
    [{ rules: 'BH-03' }],
    [{ rules: { 'BH-03': null } }],
    [{ rules: { 'BH-03': { compliant: 'yes' } } }],
  ])('take nothing for compliant that does not say so: %j', (checks) =>
    expect(Object.values(hardening({ checks }).rules)).not.toContain('compliant'),
  );

  test('name the articles of controls that are none of ours', () => {
    const controls = [aControl(), aControl({ control: 'own', framework_articles: { nis2: ['21(b)'] } })];
    expect(resultsOf(someEvidence({ controls })).articles).toEqual({ own: { nis2: ['21(b)'] } });
  });

  test('name only articles that there are: a report reads them all', () => {
    const articles = { nis2: ['21(b)', '21(b)', 'of nothing'], unheard: ['1'], constructor: ['name'] };
    const controls = [aControl({ control: 'own', framework_articles: articles })];
    expect(resultsOf(someEvidence({ controls })).articles).toEqual({ own: { nis2: ['21(b)'] } });
  });

  test('name required controls that fail', () => {
    const controls = (['compliant', 'non-compliant', 'error', 'exempt'] as const).map((status) =>
      aControl({ control: status, status, required: true }),
    );
    expect(resultsOf(someEvidence({ controls })).failingRequired).toEqual(['error', 'non-compliant']);
    expect(
      resultsOf(someEvidence({ controls: controls.map((each) => ({ ...each, required: false })) })).failingRequired,
    ).toEqual([]);
  });
});
