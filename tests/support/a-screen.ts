import type { Screen } from '../../services/server/commands/command.ts';

/** A screen that keeps what it is told. */
export function aScreen(): Screen & { readonly lines: readonly string[]; readonly steps: readonly string[] } {
  const lines: string[] = [];
  const steps: string[] = [];
  return { lines, steps, say: (line) => void lines.push(line), progress: (line) => void steps.push(line) };
}
