import { describe, expect, test } from 'vitest';
import type { FleetCompliance } from '../../../../machines/model/compliance.ts';
import {
  articleParts,
  evidenceParts,
  failingCount,
  statusParts,
} from '../../../../services/board/compliance/standing-words.ts';

const said = (parts: readonly { count: number; word: string }[]) =>
  parts.filter(({ count }) => count > 0).map(({ count, word }) => `${count} ${word}`);

const machines = (given: Partial<FleetCompliance['machines']>): FleetCompliance['machines'] => ({
  ...{ total: 0, verified: 0, untrusted: [], untrusted_count: 0, without: [], without_count: 0 },
  ...{ outdated: [], outdated_count: 0, stale: [], stale_count: 0, oldest: null },
  ...given,
});

describe('the parts of a bar', () => {
  test('are machines by how a control came out on them', () => {
    const counts = { compliant: 1, non_compliant: 2, error: 3, exempt: 4, unjudged: 5 };
    expect(said(statusParts(counts))).toEqual(['1 compliant', '4 exempt', '2 non-compliant', '3 error', '5 unjudged']);
    expect(failingCount(counts)).toBe(5);
  });

  test('are articles by how they stand', () => {
    expect(
      said(articleParts([{ state: 'met' }, { state: 'not-met' }, { state: 'unjudged' }, { state: 'met' }])),
    ).toEqual(['2 met', '1 not met', '1 unjudged']);
  });

  test('are machines by their evidence, each once', () => {
    const parts = evidenceParts(
      // Of the two with another key one has older evidence that counts.
      machines({ total: 10, verified: 5, stale_count: 2, untrusted_count: 2, outdated_count: 1, without_count: 3 }),
    );
    expect(said(parts)).toEqual([
      '3 of the system that runs',
      '2 of another system',
      '1 too old',
      '1 not verified',
      '3 without evidence',
    ]);
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(10);
  });
});
