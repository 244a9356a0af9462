/** How deep JSON may nest: as deep as v0.1.1 reads it. Deeper, what takes it to another thread runs out of stack. */
const DEEPEST = 128;

/** What one pass over a JSON text shows. */
export interface JsonOutline {
  /** How deep it nests. */
  readonly depth: number;
  /** How many fields its objects name, each as often as it is named. */
  readonly fields: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** The outline of a text that is JSON: what is inside of strings does not count. */
export function outlineOf(json: string): JsonOutline {
  let [open, depth, fields] = [0, 0, 0];
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === COLON) fields += 1;
    else if (OPENING.has(code)) depth = Math.max(depth, (open += 1));
    else if (CLOSING.has(code)) open -= 1;
  }
  return { depth, fields };
}

/** Where the string ends that begins at `start`: at the first quote that no backslash hides. */
export function endOfString(json: string, start: number): number {
  let at = json.indexOf('"', start + 1);
  while (at >= 0 && isHidden(json, at)) at = json.indexOf('"', at + 1);
  return at < 0 ? json.length : at;
}

/** What is wrong with a text that is JSON, but not any that we can pass on; undefined: nothing. */
export function problemOf(json: string, { depth } = outlineOf(json)): string | undefined {
  if (depth > DEEPEST) return `it nests deeper than ${DEEPEST} levels`;
  return hasHalfCharacter(json)
    ? 'it has half of a surrogate pair (\\ud800 to \\udfff) where a character should be'
    : undefined;
}

function isHidden(json: string, quote: number): boolean {
  let before = quote - 1;
  while (json.charCodeAt(before) === BACKSLASH) before -= 1;
  return (quote - before) % 2 === 0;
}

/** Two of those that differ are the same once they are UTF-8, where they cannot be written. */
function hasHalfCharacter(json: string): boolean {
  if (!/\\ud[89a-f]/i.test(json)) return false;
  const rest = json.replaceAll(/\\[^u]|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}/gi, ' ');
  return /\\ud[89a-f]/i.test(rest);
}
