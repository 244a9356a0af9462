import type { Flag, Flags } from './flags.ts';

/** A piece of a line: a word, or a flag with the value that was given to it. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | {
      readonly kind: 'flag';
      readonly name: string;
      /** As it was typed: with its dashes, long or short. */
      readonly typed: string;
      readonly value: string | undefined;
      /** The value follows `=`; otherwise it is the next argument, whatever that looks like. */
      readonly isInline: boolean;
    };

/**
 * Cuts a line into flags and words; a flag that is not known takes no value. All after `--` is words. (`parseArgs` of Node does
 * the same, and costs every start of the program two milliseconds.)
 */
export function tokensOf(argv: readonly string[], known: Flags): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    if (argument === '--')
      return [...tokens, ...argv.slice(index + 1).map((text) => ({ kind: 'word', text }) as const)];
    if (!argument.startsWith('-') || argument === '-') tokens.push({ kind: 'word', text: argument });
    else if (!argument.startsWith('--')) tokens.push(...shortFlags(argument, known));
    else {
      const token = longFlag(argument, { known, next: argv[index + 1] });
      if (!token.isInline && token.value !== undefined) index += 1;
      tokens.push(token);
    }
  }
  return tokens;
}

/** Whether something has to follow the flag. */
export const takesValue = (flag: Flag): flag is Extract<Flag, { hint: string }> => 'hint' in flag;

function longFlag(argument: string, { known, next }: { known: Flags; next: string | undefined }) {
  const [, typed = '', inline] = /^(--[^=]*)(?:=([^]*))?$/.exec(argument) ?? [];
  const name = typed.slice(2);
  const flag = Object.hasOwn(known, name) ? known[name] : undefined;
  const value = inline ?? (flag && takesValue(flag) ? next : undefined);
  return { kind: 'flag', name, typed, value, isInline: inline !== undefined } as const;
}

/** `-vvy`: a flag for each letter. None of them takes a value. */
function shortFlags(argument: string, known: Flags): Token[] {
  return [...argument.slice(1)].map((letter) => {
    const [name] = Object.entries(known).find(([, flag]) => 'short' in flag && flag.short === letter) ?? [letter];
    return { kind: 'flag', name, typed: `-${letter}`, value: undefined, isInline: false };
  });
}
