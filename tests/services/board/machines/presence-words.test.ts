import { describe, expect, test } from 'vitest';
import { presenceWords } from '../../../../services/board/machines/presence-words.ts';

const NOW = Date.parse('2026-04-20T10:00:00Z');

describe('whether a machine is heard of', () => {
  test.each([
    ['2026-04-20T09:50:01Z', 'online'],
    ['2026-04-20T09:50:00Z', 'silent'],
    [null, 'never seen'],
  ])('last seen %s is %s', (seen, word) => expect(presenceWords({ last_seen: seen }, NOW).word).toBe(word));

  test('says what to look at when it is not', () => {
    expect(presenceWords({ last_seen: '2026-04-20T08:00:00Z' }, NOW).advice).toContain('for 2 h');
    expect(presenceWords({ last_seen: null }, NOW).advice).toContain('systemctl status nixfleet-agent');
    expect(presenceWords({ last_seen: '2026-04-20T10:00:00Z' }, NOW).advice).toBeUndefined();
  });
});
