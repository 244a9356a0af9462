import assert from 'node:assert/strict';
import { everywhere, type Stand } from './stand.ts';

/** What an agent tells of a machine that is back. */
export const BACK = 'rolled_back, no success';

/** The seconds that a machine has to prove itself where it is not going to. */
export const CONFIRM = 10;

/** The machine is back on what ran first, and has said so once; it does not try that closure again. */
export async function assertBack(stand: Stand, bad: string): Promise<void> {
  assert.deepEqual(await stand.told(), [BACK]);
  assert.deepEqual(stand.systems, everywhere(stand.first));
  const tried = (await stand.begun()).filter((step) => step.endsWith(bad));
  assert.equal(new Set(tried).size, tried.length, `tried again: ${tried.join(', ')}`);
  await stand.settled();
}

/** The machine takes another closure as if nothing had been. */
export async function assertUnharmed(stand: Stand): Promise<void> {
  const before = (await stand.told()).length;
  const better = await stand.system({ name: 'better' });
  await stand.plane.want(better);
  assert.equal((await stand.told(before + 1)).at(-1), 'done');
  assert.deepEqual(stand.systems, everywhere(better));
  await stand.settled();
}

/** The machine comes back without anybody's help; how long that takes after the end of the switch, in words. */
export async function timeBack(stand: Stand, bad: string): Promise<string> {
  await stand.untilEnded(`test ${stand.first}`);
  const seconds = await stand.secondsBetween(`test ${bad}`, `test ${stand.first}`);
  return `back ${seconds.toFixed(1)} s after the switch (confirm time-out ${CONFIRM} s)`;
}

/** Who took it back was the dead man, and the one who gives a machine no more than the time to prove itself. */
export async function assertConfirmTimer(stand: Stand): Promise<void> {
  const unit = 'nixfleet-rollback-confirm.service';
  const journal = await stand.journal(unit);
  assert.ok(journal.includes(`Started ${unit}`), `${unit} was not started`);
}

/** Why the machine is back, in its own words. */
export const whyBack = async (stand: Stand): Promise<string | undefined> => (await stand.outcomes())[0]?.message;
