import { describe, expect, test } from 'vitest';
import type { ActorFrame } from '../../../machines/model/actor.ts';
import { followActor, type FollowActorOptions } from '../../../services/api/follow-actor.ts';
import { aCable } from '../../support/a-cable.ts';
import { aServedRollout, reported, WANTED, WELL } from '../../support/a-served-rollout.ts';
import { KEYS } from '../../support/a-server.ts';

/** A rollout whose control plane is behind a cable that the test can cut. */
async function aFollowedMachine() {
  const { plane, id } = await aServedRollout();
  const cable = await aCable(plane.url);
  const follow = (options: Partial<FollowActorOptions> = {}) =>
    followActor({ url: cable.url, apiKey: KEYS.readonly, address: 'machine:web-01', ...options });
  const count = plane.db.prepare<[], number>(`SELECT count(*) FROM transitions WHERE address = 'machine:web-01'`);
  return { plane, id, cable, follow, count: () => count.pluck().get() ?? 0 };
}

const seqsIn = (frames: readonly ActorFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'transition' ? [frame.transition.seq] : []));

describe('following an actor', () => {
  test('misses no step and sees none twice over connections that are cut', async () => {
    const { plane, cable, follow, count } = await aFollowedMachine();
    const before = count();
    const states: string[] = [];
    const frames: ActorFrame[] = [];
    for await (const frame of follow({ onState: (state) => states.push(state) })) {
      frames.push(frame);
      if (frames.length === before) {
        cable.cut();
        await reported(plane, 'web-01', { current_generation: WANTED, health: WELL });
      }
      if (frames.length === before + 1) break;
    }
    const kept = plane.db.prepare(`SELECT seq FROM transitions WHERE address = 'machine:web-01' ORDER BY seq`).pluck();
    expect(seqsIn(frames)).toEqual(kept.all().slice(0, before + 1));
    expect(states).toEqual(['connected', 'lost', 'connected']);
  });

  test('ends after the machine was deleted', async () => {
    const { plane, id, follow, count } = await aFollowedMachine();
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    const before = count();
    const frames: ActorFrame[] = [];
    for await (const frame of follow()) {
      if (frames.push(frame) === before) await plane.ask('DELETE', '/api/v1/machines/web-01');
    }
    expect(frames.at(-1)).toEqual({ type: 'end', reason: 'deleted' });
  });

  test('of a machine that has none is refused', async () => {
    const { follow } = await aFollowedMachine();
    await expect(follow({ address: 'machine:none' }).next()).rejects.toMatchObject({ status: 404 });
    await expect(follow({ apiKey: 'nobody' }).next()).rejects.toMatchObject({ status: 401 });
  });
});
