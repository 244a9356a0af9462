import { describe, expect, test } from 'vitest';
import { releaseDiff } from '../../../machines/policy/release-diff.ts';

const entries = (paths: Record<string, string>) =>
  Object.entries(paths).map(([hostname, store_path]) => ({ hostname, store_path }));

describe('the difference of two releases', () => {
  test('has each host in one list, in the order of the entries', () => {
    const diff = releaseDiff(
      entries({ 'db-01': 'd', 'db-02': 'd', 'web-01': 'a', 'web-02': 'a', 'web-03': 'a' }),
      entries({ 'api-01': 'x', 'api-02': 'x', 'web-01': 'b', 'web-02': 'a', 'web-03': 'c' }),
    );
    expect(diff).toEqual({
      added: ['api-01', 'api-02'],
      removed: ['db-01', 'db-02'],
      changed: [
        { hostname: 'web-01', old_store_path: 'a', new_store_path: 'b' },
        { hostname: 'web-03', old_store_path: 'a', new_store_path: 'c' },
      ],
      unchanged: ['web-02'],
    });
  });

  test('of a release to itself is nothing', () => {
    const same = entries({ 'web-01': 'a', 'web-02': '' });
    expect(releaseDiff(same, same)).toEqual({ added: [], removed: [], changed: [], unchanged: ['web-01', 'web-02'] });
  });
});
