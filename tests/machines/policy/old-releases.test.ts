import { describe, expect, test } from 'vitest';
import { oldReleases } from '../../../machines/policy/old-releases.ts';

const release = (day: number) => ({
  id: `rel-${day}`,
  created_at: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`,
});
const RELEASES = [release(3), release(1), release(4), release(2)];
const old = (keep: number, before?: string): string[] =>
  oldReleases(RELEASES, { keep, before: before === undefined ? undefined : Date.parse(before) }).map(({ id }) => id);

describe('old releases', () => {
  test('are all but the newest, in whatever order they come', () => {
    expect(old(2)).toEqual(['rel-2', 'rel-1']);
    expect(old(0)).toEqual(['rel-4', 'rel-3', 'rel-2', 'rel-1']);
    expect(old(9)).toEqual([]);
  });

  test('are no younger than wanted', () => {
    expect(old(1, '2026-01-03T00:00:00Z')).toEqual(['rel-2', 'rel-1']);
    expect(old(3, '2026-01-03T00:00:00Z')).toEqual(['rel-1']);
  });
});
