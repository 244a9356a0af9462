import { createInterface } from 'node:readline';
import type { Selection } from '../rollout/rollout-target.ts';
import type { Session } from '../session.ts';
import { type Attended, isAsked } from './attention.ts';

/** What somebody says to a rollout. */
export type Agreement = 'yes' | 'no' | 'interrupted';

/** A rollout to all is soon begun by a forgotten flag: from here on the question says how many that are. */
const MANY = 10;

/** Asks whether to roll out to so many machines, if somebody is there to be asked; where nobody is, they have agreed. */
export async function agreedOn(
  machines: number,
  order: Attended & { readonly selection: Selection },
  session: Pick<Session, 'isJson' | 'interruption'>,
): Promise<Agreement> {
  if (!isAsked(order, session)) return 'yes';
  return answerTo(question(machines, order.selection), session.interruption());
}

/** The question, with the number of machines where nobody has said which. */
export function question(machines: number, { hosts, tags }: Selection): string {
  const isAll = tags === undefined && (hosts === undefined || hosts.includes('*'));
  return isAll && machines > MANY ? `Roll out to all ${machines} machines? [y/N] ` : 'Roll out? [y/N] ';
}

/** What is answered on the terminal; an end of its input is a no. */
async function answerTo(asked: string, signal: AbortSignal): Promise<Agreement> {
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
