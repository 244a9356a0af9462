import { Value } from 'typebox/value';
import { BadInput } from '../../machines/errors.ts';
import type { Machine } from './machine.ts';
import { type KnownTest, MOST_TESTS, observeRecoveryTests, RecoveryTest } from './observe/recovery-tests.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Adds a test to the record of a machine, and says how many are there then; the oldest give way. Throws `BadInput` when
 * the test or the record is wrong, and leaves it as it is.
 */
export async function noteRecoveryTest(
  machine: Machine,
  file: string,
  test: Omit<KnownTest, 'endedAt'>,
): Promise<number> {
  if (!Value.Check(RecoveryTest, test)) {
    const [first] = Value.Errors(RecoveryTest, test);
    throw new BadInput(`this test cannot be noted: ${first?.instancePath.slice(1) ?? ''} ${first?.message ?? ''}`);
  }
  const { tests, problem } = await observeRecoveryTests(machine, file);
  if (problem !== undefined) throw new BadInput(`${problem}; mend it by hand first, or move it away`);
  const kept = [...tests, test].slice(-MOST_TESTS);
  // `endedAt` is `at` once more.
  const text = JSON.stringify(kept, (key, value: unknown) => (key === 'endedAt' ? undefined : value), 2);
  await writeWhole(machine.path(file), `${text}\n`);
  return kept.length;
}
