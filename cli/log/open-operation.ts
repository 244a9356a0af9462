import { homedir } from 'node:os';
import { logFolder } from './log-folder.ts';
import { OperationLog } from './operation-log.ts';
import type { Redact } from './redaction.ts';

/** What is to be logged. */
export interface OperationOrder {
  readonly operation: string;
  readonly argv: readonly string[];
  readonly redact: Redact;
  readonly warn: (message: string) => void;
}

/** Opens the log of an operation of this process; it is ended with the process at the latest. */
export function openOperation(order: OperationOrder): OperationLog {
  const log = new OperationLog({ ...order, folder: logFolder(process.env, homedir()), now: () => new Date() });
  process.once('exit', (code) => {
    const error = new Error(code === 130 ? 'interrupted' : 'the program ended before the operation did');
    log.end({ exitCode: code || 1, error });
  });
  // Who goes on after Ctrl-C, to end in order, listens too.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(130);
    });
  return log;
}
