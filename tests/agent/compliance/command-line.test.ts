import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../agent/compliance/command-line.ts';
import { HELP } from '../../../agent/compliance/help-text.ts';
import { BadUsage } from '../../../machines/errors.ts';

const read = (...argv: readonly string[]) => readCommandLine(argv, {});

describe('the command line of nixfleet-compliance', () => {
  test('has what a verb needs', () => {
    expect(
      read('check', '--control', 'a', '--control', 'b', '--framework', 'nis2', '--format', 'json', '-v'),
    ).toMatchObject({
      verb: 'check',
      controls: ['a', 'b'],
      frameworks: ['nis2'],
      format: 'json',
      isVerbose: true,
      isLive: false,
      root: '/',
    });
    expect(read('probe', 'access-control', '--options', 'o.json')).toMatchObject({
      subject: 'access-control',
      options: 'o.json',
    });
  });

  test('listens to the environment', () => {
    expect(readCommandLine(['check'], { VERBOSE: '1', NIXFLEET_ROOT: '/m' })).toMatchObject({
      isVerbose: true,
      root: '/m',
    });
    expect(readCommandLine(['check', '--root', '/n'], { NIXFLEET_ROOT: '/m' })).toMatchObject({ root: '/n' });
  });

  test.each([
    [[], 'a verb is missing: check, collect'],
    [['chek'], 'no verb "chek"'],
    [['check', '--fail'], 'check has no option --fail'],
    [['collect', '--live'], 'collect has no option --live'],
    [['check', '--nonsense'], "Unknown option '--nonsense'"],
    [['check', '--format', 'xml'], '--format is table, json, markdown, not "xml"'],
    [['check', '--control'], 'argument missing'],
    [['check', 'access-control'], 'unexpected argument "access-control"'],
    [['probe', 'a', 'b'], 'unexpected argument "b"'],
  ])('refuses %j', (argv, reason) => {
    expect(() => read(...argv)).toThrow(BadUsage);
    expect(() => read(...argv)).toThrow(reason);
  });

  test('is told of whole in the help', () => {
    for (const word of [
      '--control',
      '--framework',
      '--format',
      '--verbose',
      '--live',
      '--fail',
      '--metrics-file',
      '--key',
    ])
      expect(HELP).toContain(word);
    expect(Math.max(...HELP.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
  });
});
