import { createInterface } from 'node:readline';

/** What somebody says to a question. */
export type Agreement = 'yes' | 'no' | 'interrupted';

/** What is answered on the terminal; an end of its input is a no. */
export async function answerTo(asked: string, signal: AbortSignal): Promise<Agreement> {
  if (signal.aborted) return 'interrupted';
  process.stderr.write(asked);
  // The terminal edits the line and makes a signal of Ctrl-C, as for everything else.
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    return await new Promise<Agreement>((resolve) => {
      signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
      lines.once('line', (line) => resolve(/^\s*y(es)?\s*$/i.test(line) ? 'yes' : 'no'));
      lines.once('close', () => {
        process.stderr.write('\n');
        resolve('no');
      });
    });
  } finally {
    lines.removeAllListeners('close');
    lines.close();
    if (signal.aborted) process.stderr.write('\n');
  }
}
