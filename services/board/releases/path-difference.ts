/** A stretch of a store path, and whether the other one has something else there. */
export interface PathPart {
  readonly text: string;
  readonly isDifferent: boolean;
}

/** Two store paths in stretches: what stands in both, in order, and what does not. */
export function pathDifference(before: string, after: string): readonly [PathPart[], PathPart[]] {
  const old = pieces(before);
  const now = pieces(after);
  const kept = inBoth(old, now);
  return [parts(old, new Set(kept.map(([index]) => index))), parts(now, new Set(kept.map(([, index]) => index)))];
}

/** A hash differs as a whole: that two of them have a letter in common says nothing. */
const pieces = (path: string): string[] => path.match(/[0-9a-zA-Z_]+|[^0-9a-zA-Z_]/g) ?? [];

/** The longest sequence of pieces that both have, as their places. A path has a few dozen of them. */
function inBoth(old: readonly string[], now: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: old.length + 1 }, () => Array.from({ length: now.length + 1 }, () => 0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const kept: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    if (old[i] === now[j]) kept.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

/** Neighbours of one kind are one stretch. */
function parts(all: readonly string[], kept: ReadonlySet<number>): PathPart[] {
  const merged: { text: string; isDifferent: boolean }[] = [];
  all.forEach((text, index) => {
    const isDifferent = !kept.has(index);
    const last = merged.at(-1);
    if (last?.isDifferent === isDifferent) last.text += text;
    else merged.push({ text, isDifferent });
  });
  return merged;
}
