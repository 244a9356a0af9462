import { readFile } from 'node:fs/promises';

/** How many bytes a process has read so far, from files, pipes and sockets; undefined where its system does not tell. */
export async function bytesReadBy(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '');
  const [, bytes] = /^rchar: (\d+)$/m.exec(text) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}
