import type { ExitCode } from '../line/verb.ts';

/** What is seen at one look. */
export interface Sight {
  /** Its lines for a terminal that wide; null: for a pipe. Asked again when the terminal changes its size. */
  lines(width: number | null): readonly string[];
  /** Stands below them in any case, however many they are. */
  readonly summary?: string;
  /** It will not change any more: the exit code to end with. */
  readonly end?: ExitCode;
}

/** A sight with its summary, where there is room for all of it. */
export function sightLines(sight: Sight, width: number | null): readonly string[] {
  const lines = sight.lines(width);
  if (sight.summary === undefined) return lines;
  return lines.length === 0 ? [sight.summary] : [...lines, '', sight.summary];
}
