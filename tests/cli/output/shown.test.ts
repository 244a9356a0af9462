import { describe, expect, test } from 'vitest';
import { createPaint } from '../../../cli/output/paint.ts';
import { printable } from '../../../services/host/printable.ts';
import { feedRowLine } from '../../../cli/output/feed-row-line.ts';
import { newsLines } from '../../../cli/output/release-news.ts';
import { compactPath } from '../../../cli/output/store-path.ts';
import { details, table } from '../../../cli/output/table.ts';
import type { FeedRow } from '../../../machines/model/feed.ts';
import { advanced, startedHosts } from '../../../machines/policy/release-hosts.ts';

const aRow = (row: Partial<FeedRow>): FeedRow => ({
  seq: 1,
  at: '2026-01-31T12:00:00Z',
  type: 'status_change',
  rollout_id: 'r-1',
  machine_id: null,
  actor: 'executor',
  message: 'something happened',
  detail: {},
  ...row,
});

describe('a table', () => {
  test('has upper-case heads and columns as wide as their widest cell', () => {
    expect(
      table(
        ['id', 'tags'],
        [
          ['web-01', 'ä'],
          ['x', 'web, eu'],
        ],
      ),
    ).toEqual([' ID      TAGS    ', ' web-01  ä       ', ' x       web, eu ']);
  });

  test('without rows is nothing', () => {
    expect(table(['id'], [])).toEqual([]);
  });

  test('has columns of the same width with and without colours', () => {
    const colours = createPaint({ TERM: 'xterm' }, true);
    expect(
      table(
        ['a', 'b'],
        [
          ['ok', 'x'],
          ['pending', 'y'],
        ],
        colours,
      )[1],
    ).toBe(' \u001b[32mok\u001b[39m       x ');
  });
});

describe('details', () => {
  test('stand in one column', () => {
    expect(
      details([
        ['Id', 'a'],
        ['Longer', 'b'],
      ]),
    ).toEqual(['Id:      a', 'Longer:  b']);
  });
});

describe('colours', () => {
  test.each([
    [{ TERM: 'xterm' }, true, true],
    [{ TERM: 'xterm' }, false, false],
    [{ TERM: 'xterm', NO_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
    [{}, true, false],
    [{ TERM: 'xterm', CLICOLOR: '0' }, true, false],
    [{ CLICOLOR_FORCE: '1' }, false, true],
    [{ CLICOLOR_FORCE: '0' }, false, false],
  ])('with %j on a terminal (%j): %j', (env, isTerminal, isColoured) => {
    expect(createPaint(env, isTerminal)('failed') !== 'failed').toBe(isColoured);
  });
});

describe('a text that a machine reported', () => {
  test('cannot command the terminal', () => {
    expect(printable('a\u001b[2Jb\r\u0007c\n  d\u009b1m')).toBe('abc · d');
  });
});

describe('a row of the feed', () => {
  test.each([
    [
      aRow({ type: 'machine_settled', message: 'web-01 is healthy', detail: { verdict: 'healthy' } }),
      '  ✔ web-01 is healthy',
    ],
    [
      aRow({ type: 'machine_settled', message: 'web-01 failed', detail: { verdict: 'unhealthy' } }),
      '  ✖ web-01 failed',
    ],
    [
      aRow({ type: 'machine_reverted', message: 'web-01 is back', detail: { verdict: 'reverted' } }),
      '  ↩ web-01 is back',
    ],
    [
      aRow({ type: 'machine_soaking', message: 'web-01 is healthy, and has to stay so' }),
      '  … web-01 is healthy, and has to stay so',
    ],
    [aRow({ type: 'batch_started', message: 'batch 1 starts' }), 'batch 1 starts: a, b'],
    [aRow({ type: 'revert_batch_started', message: 'batch 1 goes back' }), 'batch 1 goes back: a, b'],
    [aRow({ type: 'batch_soaking', message: 'batch 1 soaks' }), 'batch 1 soaks'],
    [aRow({ type: 'machine_told', message: 'web-01 is told to run x' }), undefined],
    [aRow({ type: 'machine_reverting', message: 'web-01 is told to go back' }), undefined],
    [aRow({ type: 'of_next_year', message: 'a new thing' }), 'a new thing'],
  ])('%#', (row, line) => {
    expect(feedRowLine(row, ['a', 'b'])).toBe(line);
  });
});

describe('news of hosts', () => {
  test('count them, and name some of many', () => {
    const names = Array.from({ length: 10 }, (_, n) => `h${n}`);
    const news = {
      type: 'hosts.evaluated',
      entries: names.map((hostname) => ({ hostname, store_path: '/nix/store/x', platform: 'x', tags: [] })),
    } as const;
    expect(newsLines(news, advanced(startedHosts([...names, 'late']), news, 'pushed'))).toEqual([
      'evaluated 10 of 11: h0, h1, h2, h3, h4, h5, h6, h7 and 2 more',
    ]);
  });

  test('tell once of hosts that failed alike', () => {
    const failures = ['a', 'b', 'c'].map(
      (name) => ({ name, step: 'pushing', reason: name === 'c' ? 'full' : 'away' }) as const,
    );
    expect(newsLines({ type: 'hosts.failed', failures }, {})).toEqual([
      '✖ a, b failed while pushing: away',
      '✖ c failed while pushing: full',
    ]);
  });

  test('of progress are not told: there are too many', () => {
    expect(newsLines({ type: 'hosts.progressed', names: ['a'], done: 1, of: 2 }, {})).toEqual([]);
  });

  test('show the log of what failed below its name', () => {
    const failure = { name: 'web', step: 'building', reason: 'builder failed\n  no such file' } as const;
    expect(newsLines({ type: 'hosts.failed', failures: [failure] }, {})).toEqual([
      '✖ web failed while building: builder failed',
      '      no such file',
    ]);
  });
});

describe('a store path', () => {
  const path = '/nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-krach-20260418-1639_a2b0c1c0_neon-otter';
  test.each([
    [path, 40, 'pvra…-nixos-system-krach-2026…neon-otter'],
    ['/nix/store/abc1zzzzzzzz-nixos-system-web-01-25.05', 34, 'abc1…-nixos-system-web-01-25.05'],
    ['/nix/store/abc-web', 40, 'abc-web'],
    ['x'.repeat(60), 10, 'xxxxxxxxx…'],
  ])('%s in %i characters', (text, limit, expected) => {
    expect(compactPath(text, limit)).toBe(expected);
    expect([...expected].length).toBeLessThanOrEqual(limit);
  });
});
