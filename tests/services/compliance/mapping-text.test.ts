import { describe, expect, test } from 'vitest';
import { CONTROLS, FRAMEWORKS } from '../../../services/compliance/catalogue.ts';
import { controlsMarkdown, mappingMarkdown, mappingRows } from '../../../services/compliance/mapping-text.ts';

const framework = (id: string) => {
  const found = FRAMEWORKS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no framework ${id}`);
  return found;
};

describe('the mapping of a framework', () => {
  test.each(FRAMEWORKS)('has a row for every article of $id, each with something that speaks for it', (each) => {
    const rows = mappingRows(each);
    expect(rows.map(([article]) => article)).toEqual(each.articles.map(({ id }) => id));
    expect(rows.filter(([, , controls]) => controls === '')).toEqual([]);
  });

  test('has all ten points of Article 21(2) of NIS2', () => {
    expect(mappingRows(framework('nis2')).map(([article]) => article)).toEqual(
      [...'abcdefghij'].map((letter) => `21(${letter})`),
    );
  });

  test('names the rule where only one of a control counts', () => {
    const rows = new Map(mappingRows(framework('anssi')).map(([article, , controls]) => [article, controls]));
    expect(rows.get('R7')).toBe('baseline-hardening BH-01');
    expect(rows.get('R33')).toBe('audit-logging AL-02');
  });

  test('names the rule only beside the control that has it', () => {
    const rows = mappingRows(framework('dora')).filter(([, , controls]) => controls?.includes('AL-03'));
    expect(rows.map(([article, , controls]) => [article, controls])).toEqual([
      ['Art. 17', 'incident-response, audit-logging AL-03'],
    ]);
  });

  test('says of which document it is', () => {
    expect(mappingMarkdown(framework('nis2'))[0]).toContain('Directive (EU) 2022/2555, Article 21(2)');
  });
});

describe('what controls look at', () => {
  const text = controlsMarkdown().join('\n');

  test.each(CONTROLS)('has every id that a finding of $id can have', ({ id, requirements = {}, rules = [] }) => {
    const chapter = text.split('### ').find((each) => each.startsWith(`${id}\n`)) ?? '';
    const demands = [...Object.keys(requirements), ...rules.map((rule) => rule.id)];
    expect(demands.length).toBeGreaterThan(0);
    for (const demand of demands) expect(chapter).toContain(`| ${demand} |`);
  });
});
