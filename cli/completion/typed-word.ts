/**
 * A word of a shell's line without its quotes and backslashes, which may still be open at its end. Nothing is expanded: what
 * stands in `$(…)` is text.
 */
export function typedWord(raw: string): string {
  let word = '';
  let quote = '';
  for (let index = 0; index < raw.length; index += 1) {
    const letter = raw.charAt(index);
    if (letter === quote) quote = '';
    else if (quote === '' && (letter === "'" || letter === '"')) quote = letter;
    else if (letter === '\\' && quote !== "'" && index + 1 < raw.length) {
      index += 1;
      word += raw.charAt(index);
    } else word += letter;
  }
  return word;
}
