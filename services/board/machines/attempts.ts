import type { AgentLogLine } from '../../../machines/model/machine-detail.ts';
import { groupedBy } from '../../../machines/policy/grouped.ts';

/** A line of an attempt, or how many are missing there. */
export type LogPart = { readonly text: string; readonly n: number } | { readonly lost: number; readonly n: number };

/** What the commands of an agent printed in one attempt. */
export interface Attempt {
  readonly name: string;
  /** In the order in which they were printed. */
  readonly parts: readonly LogPart[];
  readonly lines: number;
  /** When its first and its last line came here. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Its first lines may not be loaded yet. */
  readonly isCutOff: boolean;
  /** The `id` of its last line. */
  readonly newest: number;
}

/** The attempts that lines belong to, the newest first. `hasOlder`: older lines than these are kept. */
export function attemptsIn(lines: readonly AgentLogLine[], hasOlder: boolean): Attempt[] {
  const inOrder = lines.toSorted((a, b) => a.id - b.id);
  const byName = groupedBy(inOrder, ({ attempt }) => attempt);
  const attempts = [...byName].flatMap(([name, own]) => attemptOf(name, own, hasOlder) ?? []);
  return attempts.toSorted((a, b) => b.newest - a.newest);
}

/** `lines` by when they came. */
function attemptOf(name: string, lines: readonly AgentLogLine[], hasOlder: boolean): Attempt | undefined {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const inOrder = lines.toSorted((a, b) => a.n - b.n || a.id - b.id);
  const isCutOff = hasOlder && inOrder[0]?.n !== 0;
  return {
    name,
    parts: partsOf(inOrder, isCutOff),
    lines: lines.length,
    firstAt: first.received_at,
    lastAt: last.received_at,
    isCutOff,
    newest: last.id,
  };
}

/** A hole in the numbers is where lines were lost; a line that came twice is there once. */
function partsOf(lines: readonly AgentLogLine[], isCutOff: boolean): LogPart[] {
  let expected = isCutOff ? (lines[0]?.n ?? 0) : 0;
  return lines.flatMap(({ n, line }): LogPart[] => {
    if (n < expected) return [];
    const lost = n - expected;
    const part = { text: line, n };
    const hole = { lost, n: expected };
    expected = n + 1;
    return lost > 0 ? [hole, part] : [part];
  });
}
