import { open } from 'node:fs/promises';
import { plainText } from '../plain-text.ts';

/** What an operator reads at once, and what a report may carry. */
const LIMIT = 4096;

/** The last lines of a text, at most 4 KiB; without half a line where it was cut. */
export function lastWords(text: string): string {
  const plain = plainText(text).trim();
  const bytes = Buffer.from(plain);
  if (bytes.length <= LIMIT) return plain;
  const tail = bytes.subarray(-LIMIT).toString();
  return tail.slice(tail.indexOf('\n') + 1);
}

/** The last lines of a file; "" when there is none. */
export async function lastWordsIn(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(2 * LIMIT),
      0,
      2 * LIMIT,
      Math.max(0, size - 2 * LIMIT),
    );
    return lastWords(buffer.subarray(0, bytesRead).toString());
  } finally {
    await handle.close();
  }
}
