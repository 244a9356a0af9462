import { BadUsage } from '../../machines/errors.ts';
import { ANSWERED } from '../line/answered.ts';
import type { CommandTable } from '../line/command-table.ts';
import type { Completion, Flag, Flags } from '../line/flags.ts';
import { GLOBALS } from '../line/globals.ts';
import { route, verbOf } from '../line/route.ts';
import { takesValue, type Token, tokensOf } from '../line/tokens.ts';
import type { Verb } from '../line/verb.ts';
import type { Candidate } from './candidate.ts';

/** What can stand where the cursor is. */
export interface Place {
  /** Words that are known here, or what has to be looked up. */
  readonly offers: readonly Candidate[] | Completion;
  /** What of the word at the cursor stands before the part that is completed: `--tags=web,`. */
  readonly lead: string;
  /** What is there already and is not offered again. */
  readonly taken: readonly string[];
  /** More can follow after a comma. */
  readonly isList: boolean;
  /** The flags and words before the cursor. */
  readonly tokens: readonly Token[];
}

const NOWHERE: Place = { offers: [], lead: '', taken: [], isList: false, tokens: [] };

/** Where on the line the last of the words stands, which is being typed. */
export async function placeOf(words: readonly string[], table: CommandTable): Promise<Place> {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  const reached = routed(before, table);
  if (reached === undefined) return NOWHERE;
  const { found, rest, wants } = reached;
  const isAsking = before[0] === 'help' && wants === 'help';
  if (found && 'load' in found) return isAsking ? NOWHERE : behind(await found.load(), { rest, typed });
  const alone = isAsking || !typed.startsWith('-') ? undefined : verbOf(found);
  if (alone) return behind(await alone.load(), { rest, typed });
  const tokens = tokensOf(rest, GLOBALS);
  const flag = flagAtCursor({ flags: GLOBALS, tokens, rest, typed });
  if (flag) return { ...valuePlace(flag, tokens), tokens };
  if (typed.startsWith('-')) return { ...NOWHERE, offers: flagCandidates({ ...GLOBALS, ...ANSWERED }, tokens), tokens };
  const help = found || isAsking ? [] : [{ value: 'help', says: 'Show what a command does and takes' }];
  const level = found?.verbs ?? table;
  return {
    ...NOWHERE,
    offers: [...Object.entries(level).map(([value, { says }]) => ({ value, says })), ...help],
    tokens,
  };
}

function routed(before: readonly string[], table: CommandTable) {
  try {
    return route(before, table);
  } catch (error) {
    if (error instanceof BadUsage) return undefined;
    throw error;
  }
}

/** A place behind the words of a verb. */
function behind(verb: Verb, { rest, typed }: { rest: readonly string[]; typed: string }): Place {
  // Its own first, and in its own words where both have one.
  const flags: Flags = { ...verb.flags, ...GLOBALS, ...verb.flags, ...ANSWERED };
  const tokens = tokensOf(rest, flags);
  const isOver = rest.includes('--');
  const flag = isOver ? undefined : flagAtCursor({ flags, tokens, rest, typed });
  if (flag) return { ...valuePlace(flag, tokens), tokens };
  const unused = flagCandidates(flags, tokens, verb.conflicts);
  if (typed.startsWith('-') && !isOver) return { ...NOWHERE, offers: unused, tokens };
  const operands = tokens.flatMap((token) => (token.kind === 'word' ? [token.text] : []));
  const operand = verb.operands[operands.length];
  if (operand === undefined) return { ...NOWHERE, offers: isOver ? [] : unused, tokens };
  return { ...NOWHERE, offers: verb.completes?.[operand.replace(/\?$/, '')] ?? [], taken: operands, tokens };
}

/** A flag whose value is being typed. */
interface FlagAtCursor {
  readonly name: string;
  readonly flag: Extract<Flag, { hint: string }>;
  /** `--tags=`, when it stands in the same word. */
  readonly opening: string;
  readonly value: string;
}

/** A line up to the cursor. */
interface Behind {
  readonly flags: Flags;
  readonly tokens: readonly Token[];
  readonly rest: readonly string[];
  readonly typed: string;
}

function flagAtCursor({ flags, tokens, rest, typed }: Behind): FlagAtCursor | undefined {
  const [, opening = '', inline = ''] = /^(--([a-z-]+)=)/.exec(typed) ?? [];
  const last = tokens.at(-1);
  const isPending = last?.kind === 'flag' && last.value === undefined && rest.at(-1) !== '--';
  const name = isPending && takesValueNamed(flags, last.name) ? last.name : inline;
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (!flag || !takesValue(flag)) return undefined;
  return name === inline && opening
    ? { name, flag, opening, value: typed.slice(opening.length) }
    : { name, flag, opening: '', value: typed };
}

const takesValueNamed = (flags: Flags, name: string): boolean => {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  return flag !== undefined && takesValue(flag);
};

function valuePlace({ name, flag, opening, value }: FlagAtCursor, tokens: readonly Token[]): Omit<Place, 'tokens'> {
  const offers = ('completes' in flag ? flag.completes : undefined) ?? [];
  if (flag.kind !== 'list') return { offers, lead: opening, taken: [], isList: false };
  const items = value.split(',');
  const kept = items.slice(0, -1);
  const earlier = tokens.flatMap((token) => (token.kind === 'flag' && token.name === name ? [token.value ?? ''] : []));
  return {
    offers,
    isList: true,
    lead: opening + kept.map((item) => `${item},`).join(''),
    taken: [...kept, ...earlier.flatMap((list) => list.split(','))],
  };
}

/** Flags that can still be given: not what is there already, unless it may be repeated, and nothing that goes against it. */
function flagCandidates(flags: Flags, tokens: readonly Token[], conflicts: Verb['conflicts'] = []): Candidate[] {
  const given = new Set(tokens.flatMap((token) => (token.kind === 'flag' ? [token.name] : [])));
  const opposed = new Set(
    (conflicts ?? []).flatMap(([one, other]) => (given.has(one) ? [other] : given.has(other) ? [one] : [])),
  );
  return Object.entries(flags).flatMap(([name, flag]) => {
    const isAgain = given.has(name) && flag.kind !== 'list' && flag.kind !== 'level';
    const isHidden = 'isHidden' in flag && flag.isHidden;
    return isAgain || isHidden || opposed.has(name) ? [] : [{ value: `--${name}`, says: flag.says }];
  });
}
