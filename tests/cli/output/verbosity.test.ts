import { describe, expect, test } from 'vitest';
import { isShown, verbosityOf } from '../../../cli/output/verbosity.ts';

describe('how much is said', () => {
  test.each([
    [0, undefined, 'warn', 'none'],
    [1, undefined, 'info', 'window'],
    [2, undefined, 'debug', 'all'],
    [5, undefined, 'debug', 'all'],
    [0, 'debug', 'debug', 'none'],
    [0, 'nixfleet=debug', 'debug', 'none'],
    [0, 'warn,nixfleet::deploy=trace', 'debug', 'none'],
    [0, 'nixfleet=info,debug', 'info', 'none'],
    [0, 'hyper=debug', 'error', 'none'],
    [0, 'nixfleet', 'debug', 'none'],
    [1, 'WARN', 'warn', 'window'],
    [2, 'error', 'error', 'all'],
    [1, 'off', null, 'window'],
    // What means nothing changes nothing.
    [1, '', 'info', 'window'],
    [1, 'loud', 'info', 'window'],
    [1, 'nixfleet=loud', 'info', 'window'],
    [1, 'a=b=c', 'info', 'window'],
  ] as const)('with -v %i times and RUST_LOG %j is %j', (asked, rustLog, level, commands) => {
    expect(verbosityOf(asked, rustLog)).toEqual({ level, commands });
  });

  test.each([
    ['warn', 'error', true],
    ['warn', 'warn', true],
    ['warn', 'info', false],
    [null, 'error', false],
  ] as const)('at %j, a line of %j is shown: %j', (level, line, expected) => {
    expect(isShown(line, { level })).toBe(expected);
  });
});
