/** What a rule says of the interface that a packet comes in over. */
export interface InterfaceCondition {
  /** By name; with a star at its end: all whose names begin so. */
  readonly names: readonly string[];
  /** Whether it is for all other interfaces. */
  readonly isNegated: boolean;
}

/** Whether a condition is met by what comes over an interface. */
export const comesOver = ({ names, isNegated }: InterfaceCondition, name: string): boolean =>
  names.some((each) => isLike(each, name)) !== isNegated;

/** Whether a condition is met by everything that comes from the network: it names all interfaces, or all but loopback. */
export const isForAll = ({ names, isNegated }: InterfaceCondition): boolean =>
  isNegated ? names.every((name) => name === 'lo') : names.includes('*');

function isLike(pattern: string, name: string): boolean {
  // An interface may have a star in its name, which nft writes so.
  if (pattern.endsWith(String.raw`\*`)) return name === `${pattern.slice(0, -2)}*`;
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
