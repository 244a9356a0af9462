import { describe, expect, test } from 'vitest';
import { FleetSum } from '../../../services/compliance/fleet-sum.ts';
import type { StoredStanding } from '../../../services/compliance/machine-compliance.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-04-20T10:00:00Z');

const aStanding = (machine_id: string, ageMs: number): StoredStanding => ({
  ...{ machine_id, current_generation: 'elsewhere', trust: 'verified', generation: 'here', revision: null },
  ...{ taken_at: NOW - ageMs, received_at: NOW - ageMs, lapses: null, failing_required: '[]' },
  ...{ frameworks: '["nis2"]', statuses: '{"access-control":"non-compliant"}', details: '{"rules":{},"articles":{}}' },
});

function summed(rows: readonly StoredStanding[], maxAgeMs?: number) {
  const sum = new FleetSum({}, { now: NOW, maxAgeMs });
  for (const row of rows) sum.add(row);
  return sum.compliance;
}

describe('evidence that is too old', () => {
  const fleet = [aStanding('a', 2 * DAY_MS), aStanding('b', 2 * DAY_MS + 1), aStanding('c', 0)];

  test('counts for nothing, and its machines are named', () => {
    const { machines, controls, frameworks } = summed(fleet, 2 * DAY_MS);
    expect(machines).toMatchObject({
      ...{ total: 3, verified: 2, without: [], outdated: ['b'], outdated_count: 1 },
      ...{ stale: ['a', 'c'], oldest: '2026-04-18T10:00:00Z' },
    });
    expect(controls[0]).toMatchObject({ counts: { non_compliant: 2, unjudged: 0 }, failing: ['a', 'c'] });
    expect(frameworks[0]?.machines).toBe(2);
  });

  test('is none unless somebody says how old that is', () =>
    expect(summed(fleet).machines).toMatchObject({ verified: 3, outdated: [], outdated_count: 0 }));

  test('is named of at most 100 machines, and counted of all', () => {
    const many = Array.from({ length: 120 }, (_, index) => aStanding(`m-${index}`, DAY_MS));
    const { outdated, outdated_count } = summed(many, 1).machines;
    expect([outdated.length, outdated_count]).toEqual([100, 120]);
  });

  test('is not that of a machine whose clock is ahead', () =>
    expect(summed([aStanding('a', -60_000)], 1).machines).toMatchObject({ verified: 1, outdated_count: 0 }));
});

test('a sum is as of one moment, however long it takes', () =>
  expect(summed([]).generated_at).toBe('2026-04-20T10:00:00Z'));
