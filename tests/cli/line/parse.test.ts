import { describe, expect, test } from 'vitest';
import { BadUsage } from '../../../machines/errors.ts';
import { parseLine } from '../../../cli/line/parse.ts';

const rules = {
  flags: {
    wait: { kind: 'switch', says: '' },
    verbose: { kind: 'level', short: 'v', says: '' },
    flake: { kind: 'text', hint: 'ref', default: '.', says: '' },
    release: { kind: 'text', hint: 'id', says: '' },
    'push-to': { kind: 'text', hint: 'url', says: '' },
    hosts: { kind: 'list', hint: 'pattern', says: '' },
    limit: { kind: 'count', hint: 'n', default: 20, says: '' },
  },
  operands: ['id'],
  conflicts: [['push-to', 'release']],
} as const;

const parse = (line: string) => parseLine(line.split(' '), rules);

describe('a command line', () => {
  test('has the defaults of what was not given', () => {
    expect(parse('r-1')).toEqual({
      flags: {
        wait: false,
        verbose: 0,
        flake: '.',
        release: undefined,
        'push-to': undefined,
        hosts: undefined,
        limit: 20,
      },
      operands: { id: 'r-1' },
    });
  });

  test.each([
    ['r-1 --flake x', { flake: 'x' }],
    ['r-1 --flake=x=y', { flake: 'x=y' }],
    ['--flake x r-1', { flake: 'x' }],
    ['r-1 --flake x --flake y', { flake: 'y' }],
    ['--wait r-1', { wait: true }],
    ['r-1 --hosts a,b --hosts c', { hosts: ['a', 'b', 'c'] }],
    ['r-1 --hosts=web-*', { hosts: ['web-*'] }],
    ['r-1 -v', { verbose: 1 }],
    ['r-1 -vv', { verbose: 2 }],
    ['-v r-1 --verbose -v', { verbose: 3 }],
    ['r-1 --limit 0', { limit: 0 }],
    ['r-1 --release -x', { release: '-x' }],
  ])('%s', (line, flags) => {
    const parsed = parse(line);
    expect(parsed.flags).toMatchObject(flags);
    expect(parsed.operands).toEqual({ id: 'r-1' });
  });

  test('takes what follows -- as it stands', () => {
    expect(parse('-- --wait').operands.id).toBe('--wait');
  });

  test.each([
    ['r-1 --hots x', 'unknown flag --hots; did you mean --hosts?'],
    ['r-1 --quux', 'unknown flag --quux'],
    ['r-1 -x', 'unknown flag -x'],
    ['r-1 --flake', '--flake needs a value: --flake <ref>'],
    ['r-1 --wait=yes', '--wait takes no value'],
    ['r-1 --limit many', '--limit takes a whole number, not many'],
    ['r-1 --limit -1', '--limit takes a whole number, not -1'],
    ['r-1 --limit 1.5', '--limit takes a whole number, not 1.5'],
    ['--wait', '<ID> is missing'],
    ['r-1 r-2', 'unexpected argument r-2'],
    ['r-1 --push-to x --release y', '--push-to cannot be used with --release'],
    ['r-1 --release y --push-to x', '--push-to cannot be used with --release'],
  ])('%s is refused: %s', (line, message) => {
    expect(() => parse(line)).toThrow(new BadUsage(message));
  });

  test.each([
    ['r-1 web-01', { id: 'r-1', machine: 'web-01' }],
    ['r-1', { id: 'r-1', machine: undefined }],
  ])('may leave out a word that is optional: %s', (line, operands) => {
    expect(parseLine(line.split(' '), { ...rules, operands: ['id', 'machine?'] }).operands).toEqual(operands);
  });

  test.each([
    [[], '<ID> is missing'],
    [['r-1', ''], '<MACHINE> is missing'],
    [['r-1', 'web-01', 'web-02'], 'unexpected argument web-02'],
  ])('has no more and no fewer words than it may: %j', (line, message) => {
    expect(() => parseLine(line, { ...rules, operands: ['id', 'machine?'] })).toThrow(new BadUsage(message));
  });

  test('is refused without a flag that is required', () => {
    expect(() => parseLine([], { ...rules, operands: [], required: ['release'] })).toThrow('--release is required');
  });
});
