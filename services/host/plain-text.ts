import { stripVTControlCharacters } from 'node:util';

/** A text of a program, without colours and without what a terminal would obey. */
export const plainText = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
    .trimEnd();
