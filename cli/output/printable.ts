import { stripVTControlCharacters } from 'node:util';

/** A text from outside as one line that a terminal only shows: machines report what they like. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\s*\n\s*/g, ' · ')
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
