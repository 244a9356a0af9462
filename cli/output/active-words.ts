import { printable } from '../../services/host/printable.ts';

/** The innermost of the active states in words: `running.deploying`; one for each region of a parallel state. */
export function activeWords(active: readonly string[]): string {
  const innermost = active.filter((id) => !active.some((other) => other.startsWith(`${id}__`)));
  return innermost.map((id) => printable(id.replaceAll('__', '.'))).join(', ');
}
