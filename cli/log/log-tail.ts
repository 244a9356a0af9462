import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** An event as it is read: a newer version may have written it, or half of it. */
export type ReadEvent = Readonly<Record<string, unknown>>;

/** So much is read of the beginning, and of the end: the longest line that tells of the whole operation. */
const ENDS_BYTES = 64 * 1024;

/** The first and the last event of a log, however long it is; undefined what cannot be read. */
export function endsOf(path: string): { readonly first: ReadEvent | undefined; readonly last: ReadEvent | undefined } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const [head, tail] = [textAt(file, 0), textAt(file, Math.max(0, size - ENDS_BYTES))];
    return { first: eventIn(head.split('\n', 1)[0] ?? ''), last: eventIn(tail.trimEnd().split('\n').at(-1) ?? '') };
  } finally {
    closeSync(file);
  }
}

/** The events in the text of a log; what is no event is left out. */
export const eventsIn = (text: string): ReadEvent[] =>
  text
    .split('\n')
    .map(eventIn)
    .filter((event) => event !== undefined);

function eventIn(line: string): ReadEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    // Half a line: the program was killed, or the disk was full.
    return undefined;
  }
}

function textAt(file: number, position: number): string {
  const bytes = Buffer.alloc(ENDS_BYTES);
  return bytes.subarray(0, readSync(file, bytes, 0, ENDS_BYTES, position)).toString('utf8');
}
