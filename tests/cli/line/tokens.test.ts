import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Token, tokensOf } from '../../../cli/line/tokens.ts';

const flags = {
  wait: { kind: 'switch', says: '' },
  verbose: { kind: 'level', short: 'v', says: '' },
  yes: { kind: 'switch', short: 'y', says: '' },
  flake: { kind: 'text', hint: 'ref', says: '' },
  tags: { kind: 'list', hint: 'tag', says: '' },
} as const;

/** The same cut by Node, which is slower to load. */
function cutByNode(args: readonly string[]): Token[] {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      wait: { type: 'boolean' },
      verbose: { type: 'boolean', short: 'v' },
      yes: { type: 'boolean', short: 'y' },
      flake: { type: 'string' },
      tags: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.flatMap((token): Token[] => {
    if (token.kind === 'positional') return [{ kind: 'word', text: token.value }];
    if (token.kind === 'option-terminator') return [];
    const { name, rawName: typed, value, inlineValue = false } = token;
    return [{ kind: 'flag', name, typed, value, isInline: inlineValue }];
  });
}

describe('a line cut into pieces', () => {
  test('has those that Node makes of it', () => {
    const name = fc.constantFrom('wait', 'verbose', 'flake', 'tags', 'other', 'constructor');
    const value = fc.oneof(fc.constantFrom('', 'x', '-', 'a=b', '-x', '--wait', 'a\nb'), fc.string());
    const argument = fc.oneof(
      name.map((flag) => `--${flag}`),
      fc.tuple(name, value).map(([flag, text]) => `--${flag}=${text}`),
      fc.constantFrom('-v', '-vv', '-vy', '-q', '-', '--', 'word'),
      value.filter((text) => !/^-[^-]/.test(text) && !/^--[^a-z]|^--.*=/.test(text)),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 8 }), (argv) => {
        expect(tokensOf(argv, flags)).toEqual(cutByNode(argv));
      }),
      { numRuns: 500 },
    );
  });
});
