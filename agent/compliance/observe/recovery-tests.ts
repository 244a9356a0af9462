import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';
import { AHEAD_MS } from './calendar-date.ts';
import { jsonFile } from './json-file.ts';

/** What was tested: data from a backup, a whole machine from nothing, or going back to the generation before. */
export const RECOVERY_KINDS = ['restore', 'rebuild', 'rollback'] as const;

/** As many are kept. */
export const MOST_TESTS = 1000;

/** A drill that somebody has held and written down. */
export const RecoveryTest = Type.Object({
  /** When it ended, as `2026-04-20T10:00:00Z`. */
  at: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?Z$' }),
  kind: Type.Enum(RECOVERY_KINDS),
  /** From the moment of the loss until it worked again. */
  seconds: Type.Integer({ minimum: 0, maximum: 90 * 24 * 3600 }),
  by: Type.Optional(Type.String({ maxLength: 256 })),
  note: Type.Optional(Type.String({ maxLength: 1024 })),
});
const RecoveryTests = Type.Array(RecoveryTest, { maxItems: MOST_TESTS });

/** One drill, with its moment (ms since the epoch). */
export type KnownTest = Static<typeof RecoveryTest> & { readonly endedAt: number };

/** The drills of a machine. */
export interface RecoveryTestLog {
  /** The newest last. */
  readonly tests: readonly KnownTest[];
  /** Why the file tells nothing; undefined: it is fine, or there is none. */
  readonly problem: string | undefined;
}

/** Where an operator writes drills down, unless told otherwise: a list of `{ at, kind, seconds }`. */
export const RECOVERY_TESTS = '/var/lib/nixfleet-compliance/recovery-tests.json';

const LONGEST = 1024 * 1024;

/** The drills that were written down. One bad entry makes the whole file worth nothing: it was written by hand. */
export async function observeRecoveryTests(machine: Machine, file: string = RECOVERY_TESTS): Promise<RecoveryTestLog> {
  const read = await jsonFile(machine, file, LONGEST);
  if (read.state === 'absent') return { tests: [], problem: undefined };
  if (read.state === 'unreadable') return { tests: [], problem: `${file}: ${read.problem}` };
  const { value } = read;
  if (!Value.Check(RecoveryTests, value)) {
    const [first] = Value.Errors(RecoveryTests, value);
    return { tests: [], problem: `${file}: ${first?.instancePath ?? ''} ${first?.message ?? 'is no list of tests'}` };
  }
  const tests = value.map((test) => ({ ...test, endedAt: Date.parse(test.at) }));
  const wrong = tests.find(({ endedAt }) => Number.isNaN(endedAt) || endedAt > machine.now + AHEAD_MS);
  if (wrong) return { tests: [], problem: `${file}: ${wrong.at} is no moment of the past` };
  return { tests: tests.toSorted((a, b) => a.endedAt - b.endedAt), problem: undefined };
}
