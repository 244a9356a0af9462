import { join } from 'node:path';
import type { LogName } from './log-folder.ts';
import { endsOf, type ReadEvent } from './log-tail.ts';

/** How an operation ended; `unfinished`: it runs still, or was killed. */
export type LogResult = 'ok' | 'failed' | 'interrupted' | 'unfinished';

/** An operation in a list of them. */
export interface LogSummary {
  readonly log: string;
  readonly path: string;
  readonly operation: string;
  readonly started_at: string;
  readonly result: LogResult;
  /** Null: it has not ended. */
  readonly exit_code: number | null;
  readonly duration_ms: number | null;
  readonly about: string;
  readonly error: string | null;
}

/** The operation of a log; undefined when the file cannot be read any more. */
export function logSummary(folder: string, { name, operation, startedAt }: LogName): LogSummary | undefined {
  const path = join(folder, `${name}.jsonl`);
  try {
    const { first, last } = endsOf(path);
    const end = last?.['event'] === 'op_end' ? last : undefined;
    return {
      ...{ log: name, path, operation, started_at: new Date(startedAt).toISOString() },
      result: resultOf(end),
      exit_code: numberIn(end, 'exit_code'),
      duration_ms: numberIn(end, 'duration_ms'),
      about: aboutOf(first, end),
      error: textIn(end, 'error') ?? null,
    };
  } catch {
    // Another operation has just removed it: it was too old.
    return undefined;
  }
}

/** How an operation with this last event ended. */
export function resultOf(end: ReadEvent | undefined): LogResult {
  if (end === undefined) return 'unfinished';
  if (end['success'] === true) return 'ok';
  return end['exit_code'] === 130 ? 'interrupted' : 'failed';
}

/** The rollout or the release that came of it, else the words of the line. */
function aboutOf(start: ReadEvent | undefined, end: ReadEvent | undefined): string {
  const hosts = numberIn(end, 'host_count');
  const made = [
    textIn(end, 'rollout'),
    textIn(end, 'release'),
    ...(hosts === null ? [] : [`${hosts} host${hosts === 1 ? '' : 's'}`]),
  ].filter((part) => part !== undefined);
  if (made.length > 0) return made.join(', ');
  const argv = start?.['argv'];
  return Array.isArray(argv) ? argv.join(' ') : '';
}

/** A text of an event. */
export function textIn(event: ReadEvent | undefined, name: string): string | undefined {
  const value = event?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number of an event. */
export function numberIn(event: ReadEvent | undefined, name: string): number | null {
  const value = event?.[name];
  return typeof value === 'number' ? value : null;
}
