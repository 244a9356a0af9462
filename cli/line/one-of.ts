import { BadInput } from '../../machines/errors.ts';
import { suggestion } from './nearest.ts';

/** The known word that a text is. Throws `BadInput` with all of them, and the one that was probably meant. */
export function oneOf<Word extends string>(words: readonly Word[], text: string, what: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new BadInput(`${what} is one of ${words.join(', ')}, not "${text}"${suggestion(text, words)}`);
}
