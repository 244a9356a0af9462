/** A text of at most so many UTF-8 bytes: what is longer ends in `…`. */
export function clipped(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const room = bytes - Buffer.byteLength('…');
  let kept = '';
  let used = 0;
  for (const letter of text) {
    used += Buffer.byteLength(letter);
    if (used > room) break;
    kept += letter;
  }
  return `${kept}…`;
}
