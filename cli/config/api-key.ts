import { BadConfig } from '../../machines/errors.ts';

/** As much of a key as may be shown: enough to tell keys apart, and never half of a short one. */
export const shownKey = (key: string): string => `${key.slice(0, Math.min(8, Math.floor(key.length / 2)))}…`;

/** Whether a text can be sent as a key at all: in a header there is no room for control characters. */
export const isSendable = (key: string): boolean => /^[\x21-\x7e]{1,512}$/.test(key);

/** A text that may be kept as a key: that of somebody who has pasted something else is not. Throws `BadConfig`, without the text. */
export function assertKey(text: string): string {
  if (/^nfk-[\x21-\x7e]{1,508}$/.test(text)) return text;
  const isOdd = /[^\x20-\x7e]/.test(text);
  const why = isOdd
    ? 'it has a line break or another control character in it'
    : 'one begins with nfk- and has no blanks';
  throw new BadConfig(`this is not an API key: ${why}; nothing was kept`);
}
