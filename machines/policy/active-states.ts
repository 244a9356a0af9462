/** Names a state in every format: the path with an underscore pair between its names; the chart itself is its key. */
export const stateId = ({ path, key }: { readonly path: readonly string[]; readonly key: string }): string =>
  (path.length === 0 ? key : path.join('__')).replaceAll(/[^\w]/g, '_');

/** The ids of the states in XState's value, outer before inner; what is no value has none. */
export function activeStates(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'string') return [stateId({ path: [...path, value], key: value })];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = [...path, name];
    return [stateId({ path: inside, key: name }), ...activeStates(inner, inside)];
  });
}
