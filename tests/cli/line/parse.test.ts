import fc from 'fast-check';
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
    limit: { kind: 'count', hint: 'n', default: 20, most: 4_294_967_295, says: '' },
    seconds: { kind: 'count', hint: 'seconds', least: 1, says: '' },
    secret: { kind: 'switch', says: '', isHidden: true },
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
        seconds: undefined,
        secret: false,
      },
      operands: { id: 'r-1' },
    });
  });

  test.each([
    ['r-1 --flake x', { flake: 'x' }],
    ['r-1 --flake=x=y', { flake: 'x=y' }],
    ['--flake x r-1', { flake: 'x' }],
    ['--wait r-1', { wait: true }],
    ['r-1 --hosts a,b --hosts c', { hosts: ['a', 'b', 'c'] }],
    ['r-1 --hosts=web-*', { hosts: ['web-*'] }],
    ['r-1 -v', { verbose: 1 }],
    ['r-1 -vv', { verbose: 2 }],
    ['-v r-1 --verbose -v', { verbose: 3 }],
    ['r-1 --limit 0', { limit: 0 }],
    ['r-1 --release=-x', { release: '-x' }],
    ['r-1 --release -', { release: '-' }],
    ['r-1 --push-to=', { 'push-to': '' }],
    ['r-1 --wait --wait', { wait: true }],
    ['r-1 --limit=4294967295', { limit: 4_294_967_295 }],
    ['r-1 --seconds 9007199254740991', { seconds: 9_007_199_254_740_991 }],
  ])('%s', (line, flags) => {
    const parsed = parse(line);
    expect(parsed.flags).toMatchObject(flags);
    expect(parsed.operands).toEqual({ id: 'r-1' });
  });

  test('has not what is required when that is empty', () => {
    expect(() => parseLine(['r-1', '--push-to='], { ...rules, required: ['push-to'] })).toThrow(
      '--push-to is required',
    );
  });

  test('takes what follows -- as it stands', () => {
    expect(parse('-- --wait').operands.id).toBe('--wait');
  });

  test.each([
    ['r-1 --hots x', 'unknown flag --hots; did you mean --hosts?'],
    ['r-1 --quux', 'unknown flag --quux'],
    ['r-1 -x', 'unknown flag -x'],
    ['r-1 --flake', '--flake needs a value: --flake <ref>'],
    ['r-1 --flake=', '--flake is empty: leave it out, or write --flake <ref>'],
    ['r-1 --release=', '--release is empty: leave it out, or write --release <id>'],
    ['r-1 --wait=yes', '--wait takes no value'],
    ['r-1 --seconds 0', '--seconds is at least 1, not 0'],
    ['r-1 --limit many', '--limit takes a whole number, not many'],
    ['r-1 --limit -1', '--limit needs a value: --limit <n>; one that begins with a dash is written --limit=-1'],
    ['r-1 --limit=-1', '--limit takes a whole number, not -1'],
    ['r-1 --limit=', '--limit takes a whole number, not nothing'],
    ['r-1 --limit 4294967296', '--limit is at most 4294967295, not 4294967296'],
    ['r-1 --seconds 9007199254740992', '--seconds is at most 9007199254740991, not 9007199254740992'],
    [
      'r-1 --hosts --wait',
      '--hosts needs a value: --hosts <pattern>; one that begins with a dash is written --hosts=--wait',
    ],
    ['r-1 --flake x --flake=y', '--flake cannot be used multiple times'],
    ['r-1 --limit 1 --limit 1', '--limit cannot be used multiple times'],
    ['r-1 --hosts=', "--hosts has an empty item: --hosts ''"],
    ['r-1 --hosts a,,b', "--hosts has an empty item: --hosts 'a,,b'"],
    ['r-1 --secre', 'unknown flag --secre'],
    ['r-1 --hlep', 'unknown flag --hlep; did you mean --help?'],
    ['r-1 -vx', 'unknown flag -x'],
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

  test('means the same in whatever order its flags and words stand, and with = or a blank', () => {
    const name = fc.stringMatching(/^[a-z0-9*.:/][a-z0-9*.:/-]*$/);
    const pieces = fc.record({
      wait: fc.boolean(),
      verbose: fc.nat(3),
      flake: fc.option(name),
      limit: fc.option(fc.nat(4_294_967_295)),
      hosts: fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
      words: fc.uniqueArray(name, { minLength: 1, maxLength: 1 }),
      order: fc.infiniteStream(fc.nat()),
      joins: fc.infiniteStream(fc.boolean()),
    });
    fc.assert(
      fc.property(pieces, ({ wait, verbose, flake, limit, hosts, words, order, joins }) => {
        const valued = (flag: string, value: string) =>
          joins.next().value ? [`--${flag}=${value}`] : [`--${flag}`, value];
        const loose = [
          ...(wait ? [['--wait']] : []),
          ...Array.from({ length: verbose }, () => ['-v']),
          ...(flake === null ? [] : [valued('flake', flake)]),
          ...(limit === null ? [] : [valued('limit', String(limit))]),
          ...words.map((word) => [word]),
        ];
        const shuffled = loose
          .map((piece) => ({ piece, rank: order.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ piece }) => piece);
        // Repeats of a list keep their order among themselves, wherever they stand.
        for (const [index, items] of hosts.toReversed().entries()) {
          const before = index === 0 ? shuffled.length : shuffled.findIndex(([first]) => first?.startsWith('--hosts'));
          shuffled.splice(order.next().value % (before + 1), 0, valued('hosts', items.join(',')));
        }
        expect(parseLine(shuffled.flat(), rules)).toMatchObject({
          flags: {
            wait,
            verbose,
            flake: flake ?? '.',
            limit: limit ?? 20,
            hosts: hosts.length === 0 ? undefined : hosts.flat(),
          },
          operands: { id: words[0] },
        });
      }),
    );
  });
});
