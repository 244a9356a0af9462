import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';

/** How something that runs from time to time ended, as the backup scope of NixFleet writes it down. */
export interface RunRecord {
  readonly wasSuccess: boolean;
  /** ms since the epoch; undefined: it has never ended well. */
  readonly succeededAt: number | undefined;
}

/** More is there, as what the program said; it is for the log of the machine. */
const Written = Type.Object({
  status: Type.String(),
  lastSuccess: Type.Union([
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' }),
    Type.Null(),
  ]),
});

/** The record of a run; undefined: there is none. Throws for a file that is no record. */
export async function observeRunRecord(machine: Machine, file: string): Promise<RunRecord | undefined> {
  const text = await machine.text(file);
  if (text === undefined) return undefined;
  const written = parsed(text);
  if (!Value.Check(Written, written))
    throw new Error(`${file} is no record of a run: it needs "status" and "lastSuccess" (a time in UTC, or null)`);
  const { status, lastSuccess } = written;
  return { wasSuccess: status === 'success', succeededAt: lastSuccess === null ? undefined : Date.parse(lastSuccess) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
