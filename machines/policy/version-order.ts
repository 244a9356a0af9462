/**
 * Which of two versions is newer, as Nix's `compareVersions` says: below 0 when the first is older. Versions that Nix holds
 * for the same (`1.0` and `1-0`) are in the order of their text, so that 0 means equal.
 */
export function versionOrder(one: string, other: string): number {
  const [ones, others] = [partsOf(one), partsOf(other)];
  for (let index = 0; index < Math.max(ones.length, others.length); index += 1) {
    const order = partOrder(ones[index] ?? '', others[index] ?? '');
    if (order !== 0) return order;
  }
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Runs of digits and runs of anything else; dots and dashes stand between them. */
const partsOf = (version: string): string[] => version.match(/\d+|[^\d.-]+/g) ?? [];

function partOrder(one: string, other: string): number {
  if (one === other) return 0;
  if (isNumber(one) && isNumber(other)) return numberOrder(one, other);
  // Nothing is older than a number, and "pre" is older than anything.
  if ((one === '' && isNumber(other)) || one === 'pre') return -1;
  if ((other === '' && isNumber(one)) || other === 'pre') return 1;
  if (isNumber(other)) return -1;
  if (isNumber(one)) return 1;
  return one < other ? -1 : 1;
}

/** By digits: a date and time is longer than what a number holds exactly. */
function numberOrder(one: string, other: string): number {
  const [bare, otherBare] = [one.replace(/^0+(?=\d)/, ''), other.replace(/^0+(?=\d)/, '')];
  if (bare.length !== otherBare.length) return bare.length - otherBare.length;
  return bare === otherBare ? 0 : bare < otherBare ? -1 : 1;
}

const isNumber = (part: string): boolean => /^\d+$/.test(part);
