import { join } from 'node:path';
import { endsOf } from './log-tail.ts';
import { logsIn } from './read-log.ts';

/** Of what the length is wanted. */
export interface PhaseQuestion {
  readonly folder: string;
  readonly operation: string;
  readonly phase: string;
  /** One of as many hosts tells more. */
  readonly hostCount: number | undefined;
  /** The log that is being written. */
  readonly except: string;
}

/** So many logs are looked into. */
const LOOKED_AT = 20;

/** How long a part of the last such operation took that went well; undefined when there is none. */
export function expectedPhaseMs({ folder, operation, phase, hostCount, except }: PhaseQuestion): number | undefined {
  const ends = logsIn(folder)
    .filter((log) => log.operation === operation)
    .slice(0, LOOKED_AT)
    .map(({ name }) => join(folder, `${name}.jsonl`))
    .filter((path) => path !== except)
    .flatMap((path) => endOf(path, phase) ?? []);
  return (ends.find((end) => end.hostCount === hostCount) ?? ends[0])?.ms;
}

function endOf(path: string, phase: string): { readonly ms: number; readonly hostCount: unknown } | undefined {
  const { event, success, phases, host_count: hostCount } = lastOf(path) ?? {};
  if (event !== 'op_end' || success !== true || typeof phases !== 'object' || phases === null) return undefined;
  const ms = Object.entries(phases).find(([name]) => name === phase)?.[1];
  return typeof ms === 'number' && ms > 0 ? { ms, hostCount } : undefined;
}

function lastOf(path: string) {
  try {
    return endsOf(path).last;
  } catch {
    // Somebody has just removed it.
    return undefined;
  }
}
