/** More tags than this are looked for rather than read. */
export const MANY_TAGS = 12;

/** The tags to show: those that are chosen, then the most frequent that have `part` in them. */
export function shownTags(
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
  part: string,
): { readonly tags: readonly string[]; readonly more: number } {
  const wanted = part.trim().toLowerCase();
  const others = [...counts.keys()]
    .filter((tag) => !chosen.includes(tag) && tag.toLowerCase().includes(wanted))
    .toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0) || (one < other ? -1 : 1));
  const shown = others.slice(0, Math.max(0, MANY_TAGS - chosen.length));
  return { tags: [...chosen, ...shown], more: others.length - shown.length };
}
