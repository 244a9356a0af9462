import { describe, expect, test } from 'vitest';
import { cutoffs, KEPT } from '../../../machines/policy/retention.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;

describe('retention', () => {
  test('keeps what is going on for as long as it may matter, and the rest as it is told', () => {
    const days = cutoffs({ reports: 2, audit: 30, events: 60, evidence: 90 }, NOW).map(({ table, before }) => [
      table,
      (NOW - before) / DAY,
    ]);
    expect(Object.fromEntries(days)).toEqual({
      health_reports: 1,
      answers: 1,
      agent_logs: 7,
      dead_letters: 90,
      transitions: 14,
      reports: 2,
      audit_entries: 30,
      events: 60,
      evidence: 90,
    });
  });

  test('with 0 days keeps for ever', () => {
    const tables = cutoffs({ ...KEPT, reports: 0, audit: 0 }, NOW).map(({ table }) => table);
    expect(tables).toContain('events');
    expect(tables).not.toContain('reports');
    expect(tables).not.toContain('audit_entries');
  });
});
