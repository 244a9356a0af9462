import { describe, expect, test } from 'vitest';
import type { EffectParts } from '../../../agent/effects/effect-parts.ts';
import { proofOf } from '../../../agent/effects/proof.ts';
import type { Proof } from '../../../machines/ports.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NEW = '/nix/store/bbbb-new';
const well = { results: [], all_passed: true, timestamp: 't' };

/** The proof of a machine that reaches its control plane at the given look; time stands still but for what a look takes. */
async function proved(answers: (string | null)[], { setBy = 0, tookMs = 0 }): Promise<Proof> {
  const clock = new FakeClock();
  let elapsed = 0;
  const parts = {
    settings: { confirmSeconds: 60 },
    clock: { now: () => clock.now(), sleepUntil: () => Promise.resolve() },
    elapsedMs: () => elapsed,
    prober: { probe: () => Promise.resolve(well) },
    system: { running: () => Promise.resolve(NEW), brokenUnits: () => Promise.resolve([]) },
    controlPlane: {
      reach() {
        clock.pass(setBy);
        elapsed += tookMs;
        return Promise.resolve(answers.shift() ?? null);
      },
    },
  } as unknown as EffectParts;
  return proofOf(parts)({ until: clock.now() + 60_000, brokenUnits: [] }, new AbortController().signal);
}

describe('a proof', () => {
  test('looks again until the control plane is reached', async () => {
    expect(await proved(['no route', 'no route', null], { tookMs: 1_000 })).toMatchObject({ unreachable: null });
  });

  test('ends when the time is over', async () => {
    expect(await proved(['no route', 'still none', null], { tookMs: 40_000 })).toMatchObject({
      unreachable: 'still none',
    });
  });

  test('is given its time also when the new system sets the clock right', async () => {
    const moved = await proved(['no route', null], { setBy: 3_600_000, tookMs: 1_000 });
    expect(moved).toMatchObject({ unreachable: null });
  });
});
