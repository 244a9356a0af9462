import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArticleStanding, StatusCounts } from '../../../machines/model/compliance.ts';
import type { ControlStatus } from '../../../machines/model/evidence.ts';
import { CONTROLS, FRAMEWORKS } from '../../../services/compliance/catalogue.ts';
import { type JudgedMachine, rollUp as rollUpAt, type WantedStandings } from '../../../services/compliance/roll-up.ts';
import { machine, machines, type Said } from './said-machines.ts';

const NOW = Date.parse('2026-04-20T10:00:00Z');
const rollUp = (fleet: readonly JudgedMachine[], wanted?: WantedStandings) => rollUpAt(fleet, NOW, wanted);

const counts = (given: Partial<StatusCounts> = {}): StatusCounts => ({
  ...{ compliant: 0, non_compliant: 0, error: 0, exempt: 0, unjudged: 0 },
  ...given,
});

function articleIn(framework: string, id: string, fleet: readonly JudgedMachine[], wanted?: WantedStandings) {
  const { frameworks } = rollUp(fleet, wanted);
  return frameworks.find((each) => each.framework === framework)?.articles.find(({ article }) => article === id);
}

describe('a control over the fleet', () => {
  test('counts machines by how it came out, and names those on which it fails', () => {
    const fleet = machines(
      { statuses: { 'access-control': 'compliant' } },
      { statuses: { 'access-control': 'error' } },
      { statuses: { 'access-control': 'non-compliant' } },
      { statuses: { 'access-control': 'exempt' } },
      { statuses: {} },
    );
    expect(rollUp(fleet).controls).toEqual([
      {
        control: 'access-control',
        title: CONTROLS[0]?.title,
        counts: counts({ compliant: 1, non_compliant: 1, error: 1, exempt: 1, unjudged: 1 }),
        failing: ['m-1', 'm-2'],
      },
    ]);
  });

  test('names at most 100, by id', () => {
    const ids = Array.from({ length: 120 }, (_, index) => `m-${String(index).padStart(3, '0')}`);
    const statuses = ['error', 'non-compliant'] as const;
    const fleet = ids.map((id, index) =>
      machine(id, { statuses: { 'access-control': statuses[index % 2] ?? 'error' } }),
    );
    expect(rollUp(fleet).controls[0]?.failing).toEqual(ids.slice(0, 100));
  });

  test('of the fleet itself comes after ours, without a title', () => {
    const statuses = ['constructor', 'supply-chain'].map((control) => [control, 'compliant'] as const);
    const fleet = machines({ statuses: Object.fromEntries(statuses) });
    const told = rollUp(fleet).controls.map(({ control, title, counts: each }) => [control, title === null, each]);
    expect(told).toEqual([
      ['supply-chain', false, counts({ compliant: 1 })],
      ['constructor', true, counts({ compliant: 1 })],
    ]);
  });

  test('of the fleet is told when it is asked for, however many others there are', () => {
    const names = Array.from({ length: 300 }, (_, index) => `own-${String(index).padStart(3, '0')}`);
    const statuses = Object.fromEntries(names.map((name) => [name, 'error'] as const));
    const fleet = machines({ statuses });
    expect(rollUp(fleet).controls.map(({ control }) => control)).toEqual(names.slice(0, 200));
    expect(rollUp(fleet, { control: 'own-299' }).controls).toMatchObject([{ control: 'own-299', failing: ['m-0'] }]);
  });

  test('that is asked for is told even when no machine has it', () => {
    const [told] = rollUp([], { control: 'secure-boot' }).controls;
    expect(told).toMatchObject({ control: 'secure-boot', counts: counts(), failing: [] });
  });
});

describe('an article over the fleet', () => {
  test('is met when it is compliant or exempt wherever it is judged', () => {
    const fleet = machines(
      { statuses: { 'secure-boot': 'compliant' } },
      { statuses: { 'secure-boot': 'exempt' } },
      { statuses: {} },
    );
    const judged = rollUp(fleet).frameworks[0]?.articles.filter(({ state }) => state !== 'unjudged') ?? [];
    expect(judged.length).toBeGreaterThan(0);
    for (const article of judged) {
      expect(article).toMatchObject({ state: 'met', counts: counts({ compliant: 1, exempt: 1, unjudged: 1 }) });
      expect(article.controls).toContain('secure-boot');
    }
  });

  test('counts a machine once, by the worst of its controls', () => {
    const [article] = FRAMEWORKS[0]?.articles.filter(({ controls, rules }) => controls.length > 2 && !rules) ?? [];
    const [one = '', two = '', three = ''] = article?.controls ?? [];
    const fleet = machines(
      { statuses: { [one]: 'compliant', [two]: 'error', [three]: 'non-compliant' } },
      { statuses: { [one]: 'exempt', [two]: 'error' } },
      { statuses: { [one]: 'exempt', [two]: 'compliant' } },
    );
    expect(articleIn('nis2', article?.id ?? '', fleet)).toMatchObject({
      state: 'not-met',
      counts: counts({ non_compliant: 1, error: 1, exempt: 1 }),
    });
  });

  test('that names rules is judged by these alone', () => {
    const said = (rules: Said['rules']): Said => ({
      frameworks: ['anssi'],
      statuses: { 'baseline-hardening': 'non-compliant' },
      ...(rules && { rules }),
    });
    const fleet = machines(
      said({ 'BH-01': 'compliant', 'BH-02': 'non-compliant' }),
      said({ 'BH-01': 'exempt', 'BH-02': 'compliant' }),
      said({ 'BH-02': 'compliant' }),
    );
    expect(articleIn('anssi', 'R7', fleet)).toMatchObject({
      state: 'met',
      counts: counts({ compliant: 1, exempt: 1, unjudged: 1 }),
    });
    expect(articleIn('anssi', 'R8', fleet)).toMatchObject({
      state: 'not-met',
      counts: counts({ compliant: 2, non_compliant: 1 }),
    });
    expect(articleIn('anssi', 'R9', fleet)).toMatchObject({ state: 'unjudged', counts: counts({ unjudged: 3 }) });
  });

  test('that names rules is not told where the control is not', () => {
    const fleet = machines({ frameworks: ['anssi'], statuses: { 'baseline-hardening': 'error' } });
    expect(articleIn('anssi', 'R7', fleet)).toMatchObject({ state: 'not-met', counts: counts({ error: 1 }) });
  });

  test('is judged by controls of the fleet that name it, too', () => {
    const fleet = machines({
      statuses: { 'our-badge-readers': 'non-compliant' },
      articles: { 'our-badge-readers': { nis2: ['21(i)'], unheard: ['1'] } },
    });
    const article = articleIn('nis2', '21(i)', fleet);
    expect(article?.state).toBe('not-met');
    expect(article?.controls).toContain('our-badge-readers');
  });

  test('counts a machine once that names its framework twice', () => {
    const fleet = machines({ frameworks: ['nis2', 'nis2'], statuses: { 'incident-response': 'compliant' } });
    const [nis2] = rollUp(fleet).frameworks;
    expect(nis2?.machines).toBe(1);
    for (const { counts: each } of nis2?.articles ?? []) expect(total(each)).toBeLessThanOrEqual(1);
  });

  test('comes out the same for machines that say the same, each by its own frameworks', () => {
    const statuses = { 'incident-response': 'non-compliant' } as const;
    const { frameworks } = rollUp(machines({ frameworks: ['nis2'], statuses }, { frameworks: ['dora'], statuses }));
    expect(frameworks.map(({ framework, machines: enabled }) => [framework, enabled])).toEqual([
      ['nis2', 1],
      ['dora', 1],
    ]);
  });

  test('counts machines that have its framework enabled and nothing to say of it', () => {
    const fleet = machines(
      { statuses: { 'incident-response': 'compliant' } },
      ...[1, 2, 3].map((): Said => ({ statuses: { 'secure-boot': 'compliant' } })),
      { frameworks: [], statuses: {} },
    );
    const [article = ''] =
      FRAMEWORKS[0]?.articles.flatMap(({ id, controls }) =>
        controls.includes('incident-response') && !controls.includes('secure-boot') ? [id] : [],
      ) ?? [];
    expect(articleIn('nis2', article, fleet)).toMatchObject({
      state: 'met',
      counts: counts({ compliant: 1, unjudged: 3 }),
    });
  });

  test('is judged on machines that have its framework enabled, on all when there are none', () => {
    const own = { frameworks: ['nis2'], statuses: { 'incident-response': 'compliant' } } as const;
    const fleet = machines(own, { frameworks: [], statuses: { 'incident-response': 'non-compliant' } });
    const told = (framework: string) => {
      const [found] = rollUp(fleet, { framework }).frameworks;
      return { enabled: found?.machines, states: new Set(found?.articles.map(({ state }) => state)) };
    };
    expect(told('nis2')).toEqual({ enabled: 1, states: new Set(['met', 'unjudged']) });
    expect(told('dora')).toEqual({ enabled: 0, states: new Set(['not-met', 'unjudged']) });
  });
});

describe('what is wanted', () => {
  const fleet = machines({
    frameworks: ['nis2', 'anssi'],
    statuses: Object.fromEntries(CONTROLS.map(({ id }) => [id, 'compliant'])),
  });

  test('of a framework has its controls alone', () => {
    const { controls, frameworks } = rollUp(fleet, { framework: 'anssi' });
    expect(frameworks.map(({ framework }) => framework)).toEqual(['anssi']);
    const own = new Set(FRAMEWORKS.find(({ id }) => id === 'anssi')?.articles.flatMap((each) => each.controls));
    expect(new Set(controls.map(({ control }) => control))).toEqual(own);
  });

  test('of a control has the articles that it speaks for', () => {
    const { controls, frameworks } = rollUp(fleet, { control: 'audit-logging' });
    expect(controls.map(({ control }) => control)).toEqual(['audit-logging']);
    for (const { articles } of frameworks) {
      expect(articles.length).toBeGreaterThan(0);
      for (const { controls: own } of articles) expect(own).toContain('audit-logging');
    }
  });
});

const STATUSES = ['compliant', 'non-compliant', 'error', 'exempt'] as const satisfies readonly ControlStatus[];
const status = fc.constantFrom(...STATUSES);
const rulesOf = CONTROLS.flatMap(({ rules = [] }) => rules.map(({ id }) => id));
const someSaid: fc.Arbitrary<Said> = fc.record({
  frameworks: fc.uniqueArray(fc.constantFrom('nis2', 'dora', 'anssi')),
  statuses: fc.dictionary(fc.constantFrom(...CONTROLS.map(({ id }) => id), 'own'), status),
  rules: fc.dictionary(fc.constantFrom(...rulesOf), status),
});
const someFleet = fc.array(someSaid, { maxLength: 12 }).map((said) => machines(...said));

const total = ({ compliant, non_compliant, error, exempt }: StatusCounts) => compliant + non_compliant + error + exempt;
const bad = ({ non_compliant, error }: StatusCounts) => non_compliant + error;
const articlesOf = (fleet: readonly JudgedMachine[]): ArticleStanding[] =>
  rollUp(fleet).frameworks.flatMap(({ articles }) => articles);

describe('whatever machines say', () => {
  test('no article is met on which a machine fails, and none without a machine that is judged', () => {
    fc.assert(
      fc.property(someFleet, (fleet) => {
        for (const { state, counts: each } of articlesOf(fleet)) {
          expect(state === 'met').toBe(bad(each) === 0 && total(each) > 0);
          expect(state === 'unjudged').toBe(total(each) === 0);
        }
      }),
    );
  });

  test('every machine counts once', () => {
    fc.assert(
      fc.property(someFleet, (fleet) => {
        const { controls, frameworks } = rollUp(fleet);
        for (const { counts: each } of controls) expect(total(each) + each.unjudged).toBe(fleet.length);
        for (const { articles, machines: enabled } of frameworks)
          for (const { counts: each } of articles) expect(total(each) + each.unjudged).toBe(enabled);
      }),
    );
  });

  test('a machine more on which all fails meets nothing that was not met', () => {
    const failing: Said = {
      frameworks: ['nis2', 'dora', 'anssi'],
      statuses: Object.fromEntries(CONTROLS.map(({ id }) => [id, 'non-compliant'])),
      rules: Object.fromEntries(rulesOf.map((id) => [id, 'non-compliant'])),
    };
    fc.assert(
      fc.property(someFleet, (fleet) => {
        for (const { state } of articlesOf([...fleet, machine('z', failing)])) expect(state).toBe('not-met');
      }),
    );
  });

  test('the order in which they are grouped changes nothing', () => {
    fc.assert(
      fc.property(someFleet, (fleet) => {
        expect(rollUp(fleet.toReversed())).toEqual(rollUp(fleet));
      }),
    );
  });
});
