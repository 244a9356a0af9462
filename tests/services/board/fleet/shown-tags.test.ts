import { describe, expect, test } from 'vitest';
import { MANY_TAGS, shownTags } from '../../../../services/board/fleet/shown-tags.ts';

const counts = new Map(Array.from({ length: 40 }, (_, number) => [`tag-${number}`, number] as const));

describe('the tags that are shown', () => {
  test('are those that are chosen, then the most frequent', () => {
    const { tags, more } = shownTags(counts, ['tag-3', 'gone'], '');
    expect(tags.slice(0, 4)).toEqual(['tag-3', 'gone', 'tag-39', 'tag-38']);
    expect([tags.length, more]).toEqual([MANY_TAGS, 29]);
  });

  test('are those that have what was typed in them', () => {
    expect(shownTags(counts, [], 'TAG-1 ').tags[0]).toBe('tag-19');
    expect(shownTags(counts, [], 'nobody')).toEqual({ tags: [], more: 0 });
  });
});
