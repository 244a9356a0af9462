import type { OperationOutcome, OperationRecord } from './operation.ts';

/** Who is told where the log is. */
interface Told {
  note(line: string): void;
}

/** Ends the log of a verb and says where it is: when the verb failed, and when there is more in it than was on the screen. */
export function endOperation(operation: OperationRecord, outcome: OperationOutcome, told: Told): void {
  const { path, hasRun } = operation.end(outcome);
  if (path === undefined) return;
  if (outcome.exitCode !== 0) told.note(`Full log: ${path}`);
  else if (hasRun) told.note(`Log: ${path}`);
}
