import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { Fleet, pathOf } from './fleet.ts';

const HOSTS = Array.from({ length: 600 }, (_, index) => `web-${index}`);

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

describe('the orders to go back', () => {
  test('that nobody has taken yet are taken back when the revert is cancelled', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS }, on_failure: 'revert' });
    await fleet.told(id);
    await fleet.rollBack('web-0');
    const back = () => HOSTS.filter((host) => fleet.desired(host) === pathOf('r0', host));
    await fleet.until(() => back().length > 0);
    await fleet.cancel(id);
    const before = back();
    expect(before.length).toBeLessThan(HOSTS.length);
    await fleet.quiet();
    expect(back()).toEqual(before);
    expect(fleet.status(id)).toBe('failed/revert_incomplete');
    const [left = ''] = HOSTS.filter((host) => fleet.desired(host) === pathOf('r1', host) && host !== 'web-0');
    expect(fleet.why(id, left)).toBe('the rollout has failed and did not wait for this machine; it was not taken back');
  });
});

describe('a batch that fails while its machines are being told', () => {
  test('tells the rest nothing, and all of them when the rollout is resumed', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS } });
    const told = () => HOSTS.filter((host) => fleet.desired(host) !== undefined);
    await fleet.until(() => told().length > 0);
    const [first = ''] = told();
    await fleet.rollBack(first);
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.quiet();
    expect(told().length).toBeLessThan(HOSTS.length);
    expect(fleet.steps(id)).toEqual([
      'status_change {"from":"created","to":"running","strategy":"all_at_once"}',
      'batch_started {"batch_index":0,"machines":600}',
      'batch_failed {"batch_index":0,"unhealthy":1,"threshold":0}',
      'status_change {"from":"running","to":"paused","reason":"batch failure"}',
    ]);
    const [left = ''] = HOSTS.filter((host) => fleet.desired(host) === undefined);
    expect(fleet.why(id, left)).toBe(
      `the rollout is paused: batch 1 failed: 1 of 600 machines unhealthy: ${first}; resume it or cancel it`,
    );
    await fleet.resume(id);
    await fleet.told(id);
    expect(told()).toEqual(HOSTS);
    await Promise.all(HOSTS.map((host) => fleet.health(host, pathOf('r1', host))));
    await fleet.until(() => fleet.status(id) === 'completed');
  });

  test('takes back those alone that were told', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS }, on_failure: 'revert' });
    const told = () => HOSTS.filter((host) => fleet.desired(host) !== undefined);
    await fleet.until(() => told().length > 0);
    await fleet.rollBack(told()[0] ?? '');
    await fleet.until(() => fleet.status(id) === 'failed/reverting');
    await fleet.quiet();
    expect(told().length).toBeLessThan(HOSTS.length);
    await Promise.all(told().map((host) => fleet.health(host, pathOf('r0', host))));
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    const untold = HOSTS.filter((host) => fleet.desired(host) === undefined);
    expect(fleet.why(id, untold[0] ?? '')).toBe('skipped: it was not told to change');
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
