import { describe, expect, test } from 'vitest';
import { whyDetails, whyTable } from '../../../cli/output/why-lines.ts';
import type { Why } from '../../../machines/model/why.ts';

const plain = (text: string): string => text;

const aWhy = (changes: Partial<Why> = {}): Why => ({
  machine_id: 'web-01',
  batch_index: 0,
  verdict: 'soaking',
  code: 'soaking',
  sentence: 'healthy, and soaking: 41 s left',
  what: 'health',
  whom: 'machine:web-01',
  since: '2026-01-31T12:00:00Z',
  until: '2026-01-31T12:01:00Z',
  ...changes,
});

describe('why', () => {
  test('of many is a table, with batches counted from one', () => {
    const left = aWhy({
      machine_id: 'db-01',
      batch_index: null,
      verdict: 'skipped',
      sentence: 'skipped: it is\u001b[2J old',
    });
    expect(whyTable([aWhy(), left], plain)).toEqual([
      ' MACHINE  BATCH  VERDICT  WHY                             ',
      ' web-01   1      soaking  healthy, and soaking: 41 s left ',
      ' db-01    -      skipped  skipped: it is old              ',
    ]);
    expect(whyTable([], plain)).toEqual(['No machines.']);
  });

  test('of one is all that is known', () => {
    expect(whyDetails(aWhy(), plain)).toEqual([
      'Machine:    web-01',
      'Batch:      1',
      'Verdict:    soaking',
      'Why:        healthy, and soaking: 41 s left',
      'Waits for:  health',
      'Turn of:    machine:web-01',
      'Since:      2026-01-31 12:00:00 UTC',
      'Until:      2026-01-31 12:01:00 UTC',
    ]);
  });

  test('of one that waits for nothing says no more than that', () => {
    const settled = aWhy({ verdict: 'healthy', sentence: 'healthy', what: null, whom: null, since: null, until: null });
    expect(whyDetails(settled, plain)).toEqual([
      'Machine:  web-01',
      'Batch:    1',
      'Verdict:  healthy',
      'Why:      healthy',
    ]);
  });
});
