/** How deep JSON may nest: as deep as v0.1.1 reads it. Deeper, what takes it to another thread runs out of stack. */
const DEEPEST = 128;

/** What is wrong with a text that is JSON, but not any that we can pass on; undefined: nothing. */
export function problemOf(json: string): string | undefined {
  if (depthOf(json) > DEEPEST) return `it nests deeper than ${DEEPEST} levels`;
  return hasHalfCharacter(json)
    ? 'it has half of a surrogate pair (\\ud800 to \\udfff) where a character should be'
    : undefined;
}

/** Braces inside of strings do not count; a string ends at the first quote that no backslash hides. */
function depthOf(json: string): number {
  let [depth, deepest, isString] = [0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') isString = !isString;
    else if (isString) at += character === '\\' ? 1 : 0;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

/** Two of those that differ are the same once they are UTF-8, where they cannot be written. */
function hasHalfCharacter(json: string): boolean {
  if (!/\\ud[89a-f]/i.test(json)) return false;
  const rest = json.replaceAll(/\\[^u]|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}/gi, ' ');
  return /\\ud[89a-f]/i.test(rest);
}
