import type { CommandTable } from '../line/command-table.ts';
import type { Token } from '../line/tokens.ts';
import { type Candidate, candidateLines, isOfferable } from './candidate.ts';
import type { LiveKind } from './names.ts';
import { type Place, placeOf } from './place.ts';

/** Names that have to be looked up, with what the line says of where. */
export type LookUp = (kind: LiveKind | 'log' | 'chart', tokens: readonly Token[]) => Promise<readonly Candidate[]>;

/**
 * What can stand at the end of the words, as lines. The first says what follows: `words`, or that the shell shall offer `files` or
 * `folders` of its own.
 */
export async function answer(words: readonly string[], table: CommandTable, lookUp: LookUp): Promise<string[]> {
  const place = await placeOf(words, table);
  if (place.offers === 'file' || place.offers === 'folder') return [`${place.offers}s`];
  const candidates = await candidatesAt(place, lookUp);
  const typed = words.at(-1) ?? '';
  const whole = candidates
    .filter(({ value }) => !place.taken.includes(value) && !(place.isList && value.includes(',')))
    .map(({ value, says }) => ({ value: place.lead + value, says }));
  return ['words', ...candidateLines(whole.filter(({ value }) => value.startsWith(typed)))];
}

async function candidatesAt({ offers, tokens }: Place, lookUp: LookUp): Promise<readonly Candidate[]> {
  if (offers === 'file' || offers === 'folder') return [];
  if (typeof offers === 'string') return (await lookUp(offers, tokens)).filter(({ value }) => isOfferable(value));
  return offers.map((offer) => (typeof offer === 'string' ? { value: offer, says: '' } : offer));
}
