import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ACTOR, Fleet, pathOf } from '../../scenarios/fleet.ts';

const HOSTS = ['web-1', 'web-2', 'web-3'];

/** A fleet of three hosts, with a release for them. */
async function aFleet(): Promise<{ fleet: Fleet; release: string }> {
  const fleet = await new Fleet().start();
  fleet.isExpected = (problem) => /could not take its mail/.test(problem);
  onTestFinished(() => fleet.engine.stop());
  await fleet.hosts(...HOSTS);
  for (const host of HOSTS) await fleet.engine.request('clearDesired', { machineId: host, actor: ACTOR });
  return { fleet, release: await fleet.release('r1', ...HOSTS) };
}

/** Stops the control plane, does something to what it has stored, and starts it again. */
async function meddle(fleet: Fleet, ...statements: string[]): Promise<void> {
  await fleet.engine.stop();
  const db = new SQLite(fleet.path);
  for (const statement of statements) db.exec(statement);
  db.close();
  await fleet.start();
}

/** What is stored of `web-2` cannot be used any more. */
const BREAK = `UPDATE snapshots SET state = json_set(state, '$.value', 'nowhere') WHERE address = 'machine:web-2'`;

const batchStatus = (fleet: Fleet, id: string) => fleet.batches(id)[0];
const counted = (fleet: Fleet, id: string) => fleet.events(id).find((event) => /^batch_(completed|failed)/.test(event));

describe('a machine whose stored state cannot be used', () => {
  test('counts as unhealthy once its order has come back, and its row says why', async () => {
    const { fleet, release } = await aFleet();
    await meddle(fleet, BREAK);
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS }, failure_threshold: '1' });
    await fleet.until(() => fleet.verdicts(id)['web-2'] === 'unhealthy');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, pathOf('r1', host));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(counted(fleet, id)).toBe('batch_completed {"batch_index":0,"healthy":2,"unhealthy":1}');
    expect(fleet.rows(`SELECT reason FROM rollout_machines WHERE machine_id = 'web-2'`)).toEqual([
      { reason: 'the control plane cannot use what it has stored of the machine' },
    ]);
  });

  test('counts once when the time was over before its order came back', async () => {
    const { fleet, release } = await aFleet();
    const order = { target: { hosts: HOSTS }, failure_threshold: '2', health_timeout: 5 };
    const { rollout_id: id } = await fleet.rollout(release, order);
    // Nobody has taken an order yet, and the program is down until the time is over.
    expect(batchStatus(fleet, id)).toBe('deploying');
    fleet.clock.pass(60_000);
    await meddle(fleet, BREAK);
    await fleet.until(() => batchStatus(fleet, id) === 'failed');
    expect(counted(fleet, id)).toBe('batch_failed {"batch_index":0,"unhealthy":3,"threshold":2}');
    expect(Object.values(fleet.verdicts(id))).toEqual(['unhealthy', 'unhealthy', 'unhealthy']);
  });

  test('counts once when it breaks after it was told', async () => {
    const { fleet, release } = await aFleet();
    const order = { target: { hosts: HOSTS }, failure_threshold: '1', health_timeout: 5 };
    const { rollout_id: id } = await fleet.rollout(release, order);
    await fleet.until(() => batchStatus(fleet, id) === 'waiting_health');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, pathOf('r1', host));
    await meddle(fleet, BREAK);
    fleet.clock.pass(5000);
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(counted(fleet, id)).toBe('batch_completed {"batch_index":0,"healthy":2,"unhealthy":1}');
  });

  test('that is deleted while its order waits is answered for', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS }, failure_threshold: '1' });
    expect(batchStatus(fleet, id)).toBe('deploying');
    await meddle(fleet, BREAK);
    await fleet.engine.request('deleteMachine', { machineId: 'web-2', actor: ACTOR });
    for (const host of ['web-1', 'web-3']) {
      await fleet.until(() => fleet.desired(host) !== undefined);
      await fleet.health(host, pathOf('r1', host));
    }
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.rows(`SELECT 1 FROM machines WHERE machine_id = 'web-2'`)).toEqual([]);
  });

  test.each([
    ['stays away is skipped', false, '"unhealthy":0'],
    ['comes anew answers though it has forgotten', true, '"unhealthy":1'],
  ])('that is deleted after it was told and %s when its time is over', async (_, comesAnew, said) => {
    const { fleet, release } = await aFleet();
    const order = { target: { hosts: HOSTS }, failure_threshold: '1', health_timeout: 5 };
    const { rollout_id: id } = await fleet.rollout(release, order);
    await fleet.until(() => batchStatus(fleet, id) === 'waiting_health');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, pathOf('r1', host));
    await meddle(fleet, BREAK);
    await fleet.engine.request('deleteMachine', { machineId: 'web-2', actor: ACTOR });
    if (comesAnew) await fleet.hosts('web-2');
    fleet.clock.pass(5000);
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(counted(fleet, id)).toContain(said);
  });

  test('that is deleted on its way back and comes anew does not keep the rollout for ever', async () => {
    const { fleet, release } = await aFleet();
    const order = { target: { hosts: HOSTS }, on_failure: 'revert' as const, health_timeout: 5 };
    const { rollout_id: id } = await fleet.rollout(release, order);
    await fleet.until(() => batchStatus(fleet, id) === 'waiting_health');
    await fleet.health('web-1', pathOf('r1', 'web-1'), false);
    await fleet.until(() => fleet.verdicts(id)['web-2'] === 'reverting');
    await meddle(fleet, BREAK);
    await fleet.engine.request('deleteMachine', { machineId: 'web-2', actor: ACTOR });
    await fleet.hosts('web-2');
    for (const host of ['web-1', 'web-3']) await fleet.health(host, pathOf('r0', host));
    fleet.clock.pass(5000);
    await fleet.until(() => fleet.status(id) === 'failed/revert_incomplete');
    expect(fleet.verdicts(id)['web-2']).toBe('revert_failed');
  });

  test('can be deleted though its own mail has come back to it', async () => {
    const { fleet } = await aFleet();
    const returned = `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal)
      VALUES ('machine:web-2', '{"type":"mail.returned"}', 'post:batch:r-x:0', 1, 0)`;
    await meddle(fleet, BREAK, returned);
    await fleet.engine.request('deleteMachine', { machineId: 'web-2', actor: ACTOR });
    expect(fleet.rows('SELECT receiver FROM mailbox')).toEqual([]);
    expect(fleet.rows('SELECT machine_id FROM machines').length).toBe(2);
  });

  test('does not keep its rollout from being deleted', async () => {
    const { fleet, release } = await aFleet();
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS } });
    await fleet.until(() => batchStatus(fleet, id) === 'waiting_health');
    await meddle(fleet, BREAK);
    await fleet.engine.request('cancelRollout', { id, actor: ACTOR });
    await fleet.until(() => fleet.rows('SELECT 1 FROM mailbox').length === 0);
    await fleet.engine.request('deleteRollout', { id, actor: ACTOR });
    expect(fleet.status(id)).toBe('');
  });
});
