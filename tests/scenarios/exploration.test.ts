import { describe, expect, test } from 'vitest';
import { faults, faultsInTheEnd } from './exploration/invariants.ts';
import { anything, populate } from './exploration/operations.ts';
import { TIMEOUT_S } from './exploration/plans.ts';
import { World } from './exploration/world.ts';

/** How many; `NIXFLEET_SEEDS=2000` for a campaign. */
const SEEDS = Number(process.env['NIXFLEET_SEEDS'] ?? 40);
/** The first; with `NIXFLEET_SEEDS=1` one alone. */
const FIRST = Number(process.env['NIXFLEET_SEED'] ?? 0);
const STEPS = 60;

/** Lives through what a seed decides, and gives what was wrong; stops at the first. */
async function lived(world: World): Promise<string[]> {
  const asked: Promise<void>[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    asked.push(anything(world));
    if (world.dice.is(0.3)) await world.turn();
    if (world.dice.is(0.5)) await Promise.all(asked.splice(0));
    if (world.dice.is(0.06)) {
      world.story.push('restart');
      await world.restart();
    }
    const wrong = faults(world);
    if (wrong.length > 0) return wrong;
  }
  await Promise.all(asked);
  world.makeRoom();
  for (let round = 0; round < 12; round += 1) {
    world.clock.pass(2 * TIMEOUT_S * 1000);
    await world.settle();
  }
  return await faultsInTheEnd(world);
}

/** Lives one seed and names it when something is wrong. */
async function live(seed: number): Promise<void> {
  const world = new World(seed);
  await world.start();
  await populate(world);
  const wrong = await lived(world);
  await world.stop();
  const story = world.story.join('\n  ');
  expect(wrong, `seed ${seed}; alone: NIXFLEET_SEEDS=1 NIXFLEET_SEED=${seed}\n  ${story}\n`).toEqual([]);
}

/** So many are lived in one test: few enough for its time-out on a machine that does much else. */
const PORTION = 5;
const portions = Array.from({ length: Math.ceil(SEEDS / PORTION) }, (_, index) => FIRST + index * PORTION);

describe('a control plane that lives through whatever chance decides', () => {
  test.each(portions)('keeps its promises (from seed %i)', async (first) => {
    const end = Math.min(first + PORTION, FIRST + SEEDS);
    for (let seed = first; seed < end; seed += 1) await live(seed);
  });
});
