import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { Fleet, pathOf } from './fleet.ts';

const HOSTS = Array.from({ length: 300 }, (_, index) => `web-${index}`);

/** A fleet with a release for its hosts. */
async function aFleet(hosts = HOSTS): Promise<{ fleet: Fleet; release: string }> {
  const fleet = await new Fleet().start();
  await Promise.all(hosts.map((host) => fleet.hosts(host)));
  return { fleet, release: await fleet.release('r1', ...hosts) };
}

describe('the orders of a batch', () => {
  test('that were rolled back by a full disk are given when there is room, each once', async () => {
    const { fleet, release } = await aFleet(['web-1', 'web-2']);
    fleet.fullFor = 1;
    const { rollout_id: id } = await fleet.rollout(release, { target: { tags: ['web'] } });
    fleet.clock.pass(1000);
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    expect(fleet.rows('SELECT 1 FROM mailbox')).toEqual([]);
    for (const host of ['web-1', 'web-2']) await fleet.health(host, pathOf('r1', host));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('that nobody has taken yet are taken back when the rollout is cancelled', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS } });
    const told = () => HOSTS.filter((host) => fleet.desired(host) !== undefined);
    await fleet.engine.request('cancelRollout', { id, actor: 'apikey:test' });
    const before = told();
    expect(before.length).toBeLessThan(HOSTS.length);
    await fleet.until(() => fleet.rows('SELECT 1 FROM mailbox').length === 0);
    expect(told()).toEqual(before);
  });
});

describe('a desired path that was there before its machine had an actor', () => {
  test('is forgotten when somebody clears it', async () => {
    const fleet = await new Fleet().start();
    await fleet.hosts('web-1');
    await fleet.engine.stop();
    const db = new SQLite(fleet.path);
    db.exec(`INSERT INTO generations (machine_id, hash) VALUES ('web-2', '/nix/store/old');
      INSERT INTO machines (machine_id) VALUES ('web-2')`);
    db.close();
    await fleet.start();
    await fleet.engine.request('clearDesired', { machineId: 'web-2', actor: 'apikey:test' });
    expect(fleet.desired('web-2')).toBeUndefined();
  });
});
