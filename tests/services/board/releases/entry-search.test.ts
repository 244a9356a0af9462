import { describe, expect, test } from 'vitest';
import { entrySearch } from '../../../../services/board/releases/entry-search.ts';

const entry = (hostname: string, tags: string[]) => ({
  hostname,
  tags,
  platform: 'x86_64-linux',
  store_path: `/nix/store/a-${hostname}`,
});
const ENTRIES = [entry('web-01', ['web', 'eu']), entry('web-02', ['web', 'us']), entry('db-01', ['db', 'eu'])];

describe('a search in a release', () => {
  test.each([
    ['', ['web-01', 'web-02', 'db-01']],
    ['EU', ['web-01', 'db-01']],
    ['web us', ['web-02']],
    ['a-db', ['db-01']],
    ['.*', []],
  ])('%j finds %j', (search, found) => {
    expect(entrySearch(ENTRIES, search).map(({ hostname }) => hostname)).toEqual(found);
  });
});
