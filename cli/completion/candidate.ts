import { printable } from '../../services/host/printable.ts';

/** Something that a shell can offer. */
export interface Candidate {
  /** The whole word as the program is to get it. */
  readonly value: string;
  /** Shown beside it where the shell can. */
  readonly says: string;
}

const LONGEST_SAYS = 60;

/**
 * Whether a name from outside can stand on a line as one word of itself. A shell quotes what it inserts; what no quoting makes
 * harmless on a terminal, or what our own parser would take for a flag, is not offered.
 */
export const isOfferable = (name: string): boolean =>
  name !== '' && !name.startsWith('-') && printable(name) === name && !/[\t\u00a0]/.test(name);

/** Candidates as lines: the word, a tab, what is said of it. */
export const candidateLines = (candidates: readonly Candidate[]): string[] =>
  candidates.map(({ value, says }) => {
    const line = printable(says).replaceAll('\t', ' ');
    return `${value}\t${line.length > LONGEST_SAYS ? `${line.slice(0, LONGEST_SAYS - 1)}…` : line}`;
  });
