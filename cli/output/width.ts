import { stripVTControlCharacters } from 'node:util';

/** Texts of which each UTF-16 unit takes one column: nearly all that there are, and counting letter by letter is slow. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u0482\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2713-\u2718]*$/;
// Unicode's East Asian wide letters; of symbols those that are emoji by themselves, but for flags, which come in pairs.
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const FLAG_LETTER = /\p{Regional_Indicator}/u;
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const COLOUR = '\\u001b\\[[\\d;]*m';
const COLOUR_OFF = '\u001b[0m';

/** How many columns of a terminal a text takes; colours take none. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const letter of stripVTControlCharacters(text)) width += columnsOf(letter);
  return width;
}

/** A text in at most `room` columns, with `…` where something was cut off; a colour ends there. */
export function cut(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let [kept, width] = ['', 0];
  for (const [token] of text.matchAll(new RegExp(`${COLOUR}|.`, 'gsu'))) {
    if (!token.startsWith('\u001b')) width += columnsOf(token);
    if (width >= room) break;
    kept += token;
  }
  return `${kept}${kept.includes('\u001b') ? COLOUR_OFF : ''}${room > 0 ? '…' : ''}`;
}

function columnsOf(letter: string): number {
  if (NARROW.test(letter)) return 1;
  if (INVISIBLE.test(letter)) return 0;
  return WIDE.test(letter) && !FLAG_LETTER.test(letter) ? 2 : 1;
}
