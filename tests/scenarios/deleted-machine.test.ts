import { describe, expect, onTestFinished, test } from 'vitest';
import { Fleet } from './fleet.ts';

const ACTOR = 'apikey:test';

describe('a machine that was deleted', () => {
  test('stays away though a batch of a cancelled rollout, which does not know yet, gives up on its machines', async () => {
    const fleet = await new Fleet().start();
    onTestFinished(() => fleet.engine.stop());
    await fleet.hosts('web-1', 'web-2');
    const release = await fleet.release('r1', 'web-1', 'web-2');
    const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] }, health_timeout: 30 });
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    // The disk is full once: the request is carried out, and the mail that it causes waits.
    fleet.fullFor = 1;
    await fleet.engine.request('cancelRollout', { id, actor: ACTOR });
    expect(fleet.rows(`SELECT * FROM mailbox WHERE receiver = 'batch:${id}:0'`)).toHaveLength(1);
    await fleet.engine.request('deleteMachine', { machineId: 'web-1', actor: ACTOR });
    fleet.clock.pass(31_000);
    await fleet.until(() => fleet.rows('SELECT * FROM mailbox').length === 0);
    expect(fleet.rows('SELECT machine_id FROM machines')).toEqual([{ machine_id: 'web-2' }]);
  });
});
