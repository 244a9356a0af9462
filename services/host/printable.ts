import { stripVTControlCharacters } from 'node:util';

/** Nothing in it does anything to a terminal: most texts, which are then left as they are. */
const HARMLESS = /^[ -~]*$/;
/** What changes the order in which a terminal shows letters: a name could look like another. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text from outside as one line that a terminal only shows: machines report what they like. */
export const printable = (text: string): string =>
  HARMLESS.test(text)
    ? text
    : stripVTControlCharacters(text)
        .replace(/\s*[\n\u2028\u2029]\s*/g, ' · ')
        .replace(REORDERING, '')
        .replaceAll('\t', ' ')
        .replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
