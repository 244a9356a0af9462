/**
 * The names that match one of the patterns, in the order of the names. Only `*` is special: any
 * run of characters, also none.
 */
export function matching(names: readonly string[], patterns: readonly string[]): string[] {
  const matchers = patterns.map(matcher);
  return names.filter((name) => matchers.some((matches) => matches(name)));
}

/** The patterns that no name matches. */
export function unmatched(names: readonly string[], patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => !names.some(matcher(pattern)));
}

function matcher(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.length > 1 ? (pieces.at(-1) ?? '') : undefined;
  if (last === undefined) return (name) => name === pattern;
  const inner = pieces.slice(1, -1);
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    let from = first.length;
    for (const piece of inner) {
      const at = name.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return from <= name.length - last.length;
  };
}
