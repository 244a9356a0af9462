import type { ReadStream } from 'node:tty';

/** What somebody who looks at steps wants. */
export type ReplayKey = 'next' | 'back' | 'first' | 'last' | 'end';

const KEYS: Readonly<Record<string, ReplayKey>> = {
  '\r': 'next',
  '\n': 'next',
  ' ': 'next',
  '\u001b[C': 'next',
  '\u001bOC': 'next',
  '\u001b[B': 'next',
  '\u001bOB': 'next',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  '\u001b[A': 'back',
  '\u001bOA': 'back',
  '\u007f': 'back',
  '\b': 'back',
  '\u001b[H': 'first',
  '\u001bOH': 'first',
  '\u001b[1~': 'first',
  '\u001b[F': 'last',
  '\u001bOF': 'last',
  '\u001b[4~': 'last',
  q: 'end',
  Q: 'end',
  '\u0003': 'end',
  '\u0004': 'end',
};

/** The keys in what a terminal sent, in order; what means nothing here is left out. */
export function keysIn(text: string): ReplayKey[] {
  const pressed = text.match(/\u001b\[[\d;]*[A-Za-z~]|\u001bO[A-Za-z]|[^]/g) ?? [];
  return pressed.flatMap((key) => (Object.hasOwn(KEYS, key) ? [KEYS[key] ?? 'next'] : []));
}

/** Hears each key that is pressed at a terminal, Enter not needed. Gives back how to end that. */
export function hearKeys(stdin: ReadStream, hear: (key: ReplayKey) => void): () => void {
  const take = (chunk: Buffer) => keysIn(chunk.toString('latin1')).forEach(hear);
  const restore = () => void stdin.setRawMode(false);
  stdin.setRawMode(true);
  process.once('exit', restore);
  stdin.on('data', take);
  return () => {
    stdin.off('data', take);
    stdin.pause();
    process.off('exit', restore);
    restore();
  };
}
