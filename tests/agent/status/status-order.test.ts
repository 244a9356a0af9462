import { describe, expect, test } from 'vitest';
import { statusOrder } from '../../../agent/status/status-order.ts';
import { BadUsage } from '../../../machines/errors.ts';

describe('what is looked at with --status', () => {
  test.each([
    [['--db-path', 'x'], undefined],
    [['--status', '--db-path', 'x'], { order: { shows: 'status' }, rest: ['--db-path', 'x'] }],
    [['--root=y', '--watch', '--status'], { order: { shows: 'watch' }, rest: ['--root=y'] }],
    [['--status', '--replay'], { order: { shows: 'replay' }, rest: [] }],
    [
      ['--chart', 'dot', '--status', '--root', 'y'],
      { order: { shows: 'chart', format: 'dot' }, rest: ['--root', 'y'] },
    ],
    [['--status', '--chart=svg'], { order: { shows: 'chart', format: 'svg' }, rest: [] }],
  ])('is read from %j', (argv, order) => expect(statusOrder(argv)).toEqual(order));

  test.each([
    [['--watch'], '--watch belongs to --status: nixfleet-agent --status --watch'],
    [['--status', '--watch', '--replay'], '--watch and --replay show different things: ask for one'],
    [['--status', '--chart', 'dot', '--watch'], '--chart and --watch show different things'],
    [['--status', '--replay', '--replay'], '--replay is given twice'],
    [['--status', '--chart'], '--chart needs a format: ascii, mermaid, dot, svg, json'],
    [['--status', '--chart', '--root', 'y'], '--chart needs a format'],
    [['--chart=', '--status'], '--chart needs a format'],
    [['--status', '--chart', 'png'], '--chart knows no png: ascii, mermaid'],
    [['--status', '--watch=3'], '--watch takes no value'],
    [['--status=all'], '--status takes no value'],
  ])('is not what %j says', (argv, said) => {
    expect(() => statusOrder(argv)).toThrow(BadUsage);
    expect(() => statusOrder(argv)).toThrow(said);
  });
});
