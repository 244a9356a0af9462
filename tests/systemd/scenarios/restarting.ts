import assert from 'node:assert/strict';
import { assertBack, whyBack } from '../outcomes.ts';
import type { Scenario } from '../scenario.ts';
import { OBSTACLE, type Stand } from '../stand.ts';
import { ILLNESS } from '../system-plan.ts';

/** The machine is in the middle of its activation. */
async function activating(stand: Stand): Promise<string> {
  const bad = await stand.system({ name: 'bad', hooks: { stopped: 'sleep infinity' } });
  await stand.plane.want(bad);
  await stand.untilBegun(`test ${bad}`);
  return bad;
}

/** The machine has to prove itself. */
async function proving(stand: Stand): Promise<string> {
  const bad = await stand.system({ name: 'bad' });
  await stand.machine.run(['touch', ILLNESS]);
  await stand.plane.want(bad);
  await stand.untilProving(bad);
  return bad;
}

/** The machine has proved itself, profile and boot default follow: the one does already name the new closure. */
async function settling(stand: Stand): Promise<string> {
  const bad = await stand.system({ name: 'bad', hooks: { loader: 'sleep infinity' } });
  await stand.plane.want(bad);
  await stand.untilBegun(`boot ${bad}`);
  assert.deepEqual(stand.systems, { running: bad, profile: bad, boot: stand.first });
  return bad;
}

/** The machine is on its way back. */
async function returning(stand: Stand): Promise<string> {
  const bad = await stand.system({ name: 'bad', hooks: { after: 'exit 1' } });
  await stand.machine.run(['touch', OBSTACLE]);
  await stand.plane.want(bad);
  await stand.untilBegun(`test ${stand.first}`);
  return bad;
}

async function cutPower(stand: Stand): Promise<void> {
  await stand.machine.cutPower();
  await stand.machine.boot();
}

/** The machine comes up on what ran first, says once what happened, and does not try that closure again. */
async function interrupted(
  stand: Stand,
  reaches: (stand: Stand) => Promise<string>,
  restart: (stand: Stand) => Promise<void>,
): Promise<string | undefined> {
  const bad = await reaches(stand);
  await restart(stand);
  await assertBack(stand, bad);
  return whyBack(stand);
}

/** The machine restarts in the middle. */
export const restarting: readonly Scenario[] = [
  {
    name: 'is on the old closure when the power was cut while it activated',
    isQuick: true,
    play: (stand) => interrupted(stand, activating, cutPower),
  },
  {
    name: 'is on the old closure when it was rebooted while it activated',
    play: (stand) => interrupted(stand, activating, ({ machine }) => machine.reboot()),
  },
  {
    name: 'is on the old closure when the power was cut while it had to prove itself',
    play: (stand) => interrupted(stand, proving, cutPower),
  },
  {
    name: 'is on the old closure when it was rebooted while it had to prove itself',
    play: (stand) => interrupted(stand, proving, ({ machine }) => machine.reboot()),
  },
  {
    name: 'is on the old closure, its profile too, when the power was cut while the new one was made permanent',
    play: (stand) => interrupted(stand, settling, cutPower),
  },
  {
    name: 'is on the old closure when the power was cut on the way back',
    play: (stand) => interrupted(stand, returning, cutPower),
  },
];
