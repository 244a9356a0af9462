/** Two lists of ids as one, both sorted by code units, as the control plane and the command line sort. */
export function mergedIds(some: readonly string[], others: readonly string[]): string[] {
  const merged: string[] = [];
  let next = 0;
  for (const id of some) {
    for (let other = others[next]; other !== undefined && other < id; other = others[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(id);
  }
  return next === 0 && merged.length === 0 ? [...others] : [...merged, ...others.slice(next)];
}
