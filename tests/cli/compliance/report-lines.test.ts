import { describe, expect, test } from 'vitest';
import { reportLines, reportMarkdown } from '../../../cli/compliance/report-lines.ts';
import { shortcomings } from '../../../cli/compliance/report-verdict.ts';
import type { FleetCompliance } from '../../../machines/model/compliance.ts';
import { aFramework, aReport, article, aStanding } from './a-report.ts';

const UNPAINTED = { paint: (text: string) => text, width: null };
const failing = aStanding({
  counts: { compliant: 1, non_compliant: 1, error: 0, exempt: 0, unjudged: 0 },
  failing: ['web-01'],
});
const shown = (report: FleetCompliance, framework?: string, control?: string) =>
  reportLines(report, { framework, control, maxAgeDays: 2 }, UNPAINTED).join('\n');
const written = (report: FleetCompliance) =>
  reportMarkdown(report, { framework: undefined, control: undefined, maxAgeDays: 2 }).join('\n');

describe('what a fleet falls short of', () => {
  test('is nothing where every control is compliant or exempt', () => {
    const exempt = aStanding({ counts: { compliant: 1, non_compliant: 0, error: 0, exempt: 1, unjudged: 0 } });
    expect(shortcomings(aReport({ controls: [exempt] }), 2)).toEqual([]);
  });

  test.each([
    ['a control that fails somewhere', aReport({ controls: [failing] }), '1 control not met everywhere'],
    [
      'a control that could not be told',
      aReport({
        controls: [aStanding({ counts: { compliant: 1, non_compliant: 0, error: 1, exempt: 0, unjudged: 0 } })],
      }),
      '1 control not met everywhere',
    ],
    [
      'machines without evidence',
      aReport({}, { without: ['a', 'b'], without_count: 2 }),
      '2 machines without evidence',
    ],
    [
      'a machine that another key speaks for',
      aReport({}, { untrusted: ['a'], untrusted_count: 1 }),
      '1 machine whose evidence another key signed',
    ],
    [
      'evidence of another system',
      aReport({}, { stale: ['a'], stale_count: 1 }),
      '1 machine whose evidence is of another system than runs',
    ],
    [
      'evidence from before a collector stopped',
      aReport({}, { outdated: ['a'], outdated_count: 1 }),
      '1 machine whose evidence is older than 2 d',
    ],
    ['nobody at all', aReport({ controls: [] }, { total: 0, verified: 0 }), 'no machine was looked at'],
  ])('is %s', (_, report, reason) => expect(shortcomings(report, 2)).toEqual([reason]));
});

describe('the report of a fleet', () => {
  test('has machines, controls, articles and a verdict', () => {
    expect(shown(aReport({ controls: [failing, aStanding({ control: 'backup-retention' })] })))
      .toBe(`Compliance of the fleet, 2026-04-20 10:00:00 UTC
  2 of 2 machines with verified evidence; the oldest is of 2026-04-20 09:00:00 UTC

 CONTROL           COMPLIANT  FAILING  ERROR  EXEMPT  UNJUDGED  FAILING ON 
 access-control    1          1        0      0       0         web-01     
 backup-retention  2          0        0      0       0         -          

NIS2, Directive (EU) 2022/2555, Article 21(2): 1 of 3 articles met; 1 that no evidence speaks of; 2 machines
 ARTICLE  STATE     JUDGED ON  SUBJECT           CONTROLS                     
 21(i)    met       2          Subject of 21(i)  access-control               
 21(c)    not-met   2          Subject of 21(c)  backup-retention             
 21(j)    unjudged  0 of 2     Subject of 21(j)  authentication (no evidence) 

Not met: 1 control not met everywhere.`);
  });

  test('names the first machines that fall short, and how many there are', () => {
    const without = Array.from({ length: 10 }, (_, index) => `m-${index}`);
    expect(shown(aReport({}, { without, without_count: 120 }))).toContain(
      '  without evidence: m-0, m-1, m-2, m-3, m-4, m-5, m-6, m-7 and 112 more\n',
    );
  });

  test('shows on how many machines an article is judged that is met', () => {
    const few = article('21(i)', 'met', 'access-control', { compliant: 2, exempt: 1, unjudged: 497 });
    const report = aReport({ frameworks: [aFramework({ machines: 500, articles: [few] })] });
    const heading =
      'NIS2, Directive (EU) 2022/2555, Article 21(2): 1 of 1 articles met, 1 of them judged on some machines only; 500';
    expect(shown(report)).toContain(`${heading} machines\n`);
    expect(shown(report)).toMatch(/ 21\(i\) +met +3 of 500 +Subject/);
    expect(written(report)).toContain('| 21(i) | met | 3 of 500 | Subject of 21(i) | access-control |');
  });

  test('names machines whose evidence is too old', () =>
    expect(shown(aReport({}, { outdated: ['web-01'], outdated_count: 1 }))).toContain(
      '  evidence older than 2 d, which counts for nothing: web-01\n',
    ));

  test('says on how many a control fails, also of those that are not named', () => {
    const names = Array.from({ length: 100 }, (_, index) => `m-${index}`);
    const many = aStanding({
      failing: names,
      counts: { compliant: 0, non_compliant: 150, error: 50, exempt: 0, unjudged: 0 },
    });
    expect(shown(aReport({ controls: [many] }))).toContain('m-7 and 192 more');
  });

  test('leaves out frameworks that no machine follows, unless one was asked for', () => {
    const report = aReport({ frameworks: [aFramework({ machines: 0 })] });
    expect(shown(report)).toContain('Not shown, as no machine follows them: nis2.');
    expect(shown(report)).not.toContain('21(i)');
    expect(shown(report, 'nis2')).toContain('21(i)');
  });

  test('judges no article where only one control is looked at', () => {
    expect(shown(aReport(), undefined, 'access-control')).not.toContain('21(');
  });

  test('says so where nobody knows anything', () => {
    expect(shown(aReport({ controls: [] }))).toContain('No verified evidence has any of these controls.');
  });

  test('commands no terminal, whatever machines are called', () => {
    const evil = aStanding({ control: 'x\u001b[2Jy', failing: ['a\u001b]0;t\u0007b'] });
    const report = aReport({ controls: [evil] }, { without: ['w\u202eb\u0007'], without_count: 1 });
    expect(shown(report)).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  test('is a document in Markdown, in which names are no markup', () => {
    const text = written(aReport({ controls: [aStanding({ control: 'a|b' }), failing] }));
    expect(text).toContain(
      '## Controls\n\n| Control | Compliant | Failing | Error | Exempt | Unjudged | Failing on |\n| --- |',
    );
    expect(text).toContain(String.raw`| a\|b | 2 | 0 | 0 | 0 | 0 | - |`);
    expect(text).toContain('## NIS2, Directive (EU) 2022/2555, Article 21(2): 1 of 3 articles met');
    expect(text).toContain('| 21(c) | not-met | 2 | Subject of 21(c) | backup-retention (no evidence) |');
  });
});
