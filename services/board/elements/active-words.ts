/** The innermost of the active states: one for each region. */
export const innermost = (active: readonly string[]): string[] =>
  active.filter((id) => !active.some((other) => other.startsWith(`${id}__`)));

/** They as a reader knows them, without their chart: `lifecycle.active`. */
export const activeWords = (active: readonly string[]): string[] =>
  innermost(active).map((id) => id.replaceAll('__', '.'));
