/** Widths of characters in em, those of DejaVu Sans: nothing that is commonly installed is wider. */
const WIDTHS: readonly (readonly [characters: string, em: number])[] = [
  ["'ijlIJ", 0.3],
  [' ,./:;\\|f-', 0.36],
  ['()[]!tr', 0.42],
  ['"*_`sz?', 0.53],
  ['cLFkvxyPTYaeo', 0.61],
  ['$0123456789ESbdghnpqu{}', 0.64],
  ['KABVXZCR', 0.7],
  ['UNHDGOQ&w', 0.82],
  ['#+<=>^~M', 0.87],
  ['%mW@', 1],
];
const BY_CHARACTER = new Map(WIDTHS.flatMap(([characters, em]) => [...characters].map((one) => [one, em] as const)));
/** Letters of other scripts, signs and pictures. */
const ANY_OTHER = 1.3;
/** Bold letters are so much wider. */
const BOLD = 1.12;

/** How wide a text is at most, px: bold, as it may become when it is marked. */
export function textWidth(text: string, size: number): number {
  const em = [...text].reduce((sum, character) => sum + (BY_CHARACTER.get(character) ?? ANY_OTHER), 0);
  return Math.ceil(em * size * BOLD);
}
