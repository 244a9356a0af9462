import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lines } from '../output.ts';

const GLANCE_MS = 100;
const PIECE = 64 * 1024;

/** Tells the lines of a file that grows, from a place in it, until it is stopped and all is told. */
export async function tellLines(
  path: string,
  from: number,
  take: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const lines = new Lines(take);
  const decoder = new StringDecoder('utf8');
  const told = { at: from };
  for (;;) {
    const isLast = signal.aborted;
    await tellNew(path, told, (piece) => lines.add(decoder.write(piece)));
    if (isLast) break;
    await sleep(GLANCE_MS, undefined, { signal }).catch(() => undefined);
  }
  lines.end();
}

async function tellNew(path: string, told: { at: number }, take: (piece: Buffer) => void): Promise<void> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return;
  try {
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, told.at);
      if (bytesRead === 0) return;
      told.at += bytesRead;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
