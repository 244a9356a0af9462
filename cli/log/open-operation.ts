import { userHome } from '../config/owner.ts';
import { logFolder } from './log-folder.ts';
import { NO_OPERATION, type OperationRecord } from './operation.ts';
import { OperationLog } from './operation-log.ts';
import type { Redact } from './redaction.ts';

/** What is to be logged. */
export interface OperationOrder {
  readonly operation: string;
  readonly argv: readonly string[];
  readonly redact: Redact;
  readonly warn: (message: string) => void;
}

/** Opens the log of an operation of this process; it is ended with the process at the latest. Without a home there is none. */
export function openOperation(order: OperationOrder): OperationRecord {
  const folder = logFolder(process.env, userHome(process.env));
  if (folder === undefined) {
    order.warn('this operation is not logged: there is no home folder; set HOME or XDG_STATE_HOME');
    return NO_OPERATION;
  }
  const log = new OperationLog({ ...order, folder, now: () => new Date() });
  process.once('exit', (code) => {
    const error = new Error(code === 130 ? 'interrupted' : 'the program ended before the operation did');
    log.end({ exitCode: code || 1, error });
  });
  // Who goes on after Ctrl-C, to end in order, listens too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(130);
    });
  return log;
}
