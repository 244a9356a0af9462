import { describe, expect, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { Fleet, pathOf } from '../../scenarios/fleet.ts';
import { golden, goldenRows } from './golden/golden-files.ts';
import { putActors } from './golden/stored-fleet.ts';

/** The patience of its rollouts. */
const PATIENCE_MS = 80_000_000;
const actor = 'apikey:test';

/** A control plane that was stopped at a version in the middle of everything, and is started by this program. */
async function aFleetOf(version: 1 | 2): Promise<Fleet> {
  const fleet = new Fleet();
  const { db, close } = await openStore(fleet.path);
  db.exec(goldenRows(version));
  for (const kind of ['machine', 'rollout', 'batch']) putActors(db, golden(kind, version));
  close();
  return await fleet.start();
}

const aFleetOfVersion1 = () => aFleetOf(1);

describe('a control plane that was stopped at version 1', () => {
  test('resumes a rollout that was paused, to its end', async () => {
    const fleet = await aFleetOfVersion1();
    await fleet.engine.request('resumeRollout', { id: 'r-paused', actor });
    await fleet.until(() => fleet.batches('r-paused')[0] === 'waiting_health');
    await fleet.health('paused-3', pathOf('r1', 'paused-3'));
    await fleet.until(() => fleet.batches('r-paused')[1] === 'waiting_health');
    for (const host of ['paused-1', 'paused-2']) await fleet.health(host, pathOf('r1', host));
    await fleet.until(() => fleet.status('r-paused') === 'completed');
  });

  test('tells the machines that were not told yet', async () => {
    const fleet = await aFleetOfVersion1();
    await fleet.until(() => fleet.batches('r-deploying')[0] === 'waiting_health');
    for (const host of ['deploying-1', 'deploying-2']) {
      expect(fleet.desired(host)).toBe(pathOf('r1', host));
      await fleet.health(host, pathOf('r1', host));
    }
    await fleet.until(() => fleet.status('r-deploying') === 'completed');
  });

  test('gives up on machines whose time was over', async () => {
    const fleet = await aFleetOfVersion1();
    await fleet.until(() => fleet.status('r-silent') === 'paused');
    await fleet.until(() => fleet.status('r-lost') === 'failed/revert_incomplete');
    expect(fleet.verdicts('r-silent')).toEqual({ 'silent-1': 'unhealthy', 'silent-2': 'unhealthy' });
    expect(fleet.verdicts('r-lost')).toEqual({ 'lost-1': 'revert_failed', 'lost-2': 'revert_failed' });
  });

  test('waits for machines until their time is over', async () => {
    const fleet = await aFleetOfVersion1();
    expect([fleet.status('r-open'), fleet.status('r-reverting')]).toEqual(['running', 'failed/reverting']);
    fleet.clock.pass(2 * PATIENCE_MS);
    await fleet.until(() => fleet.status('r-open') === 'paused');
    await fleet.until(() => fleet.status('r-reverting') === 'failed/revert_incomplete');
  });

  test('takes machines back that were on their way', async () => {
    const fleet = await aFleetOfVersion1();
    for (const life of ['active', 'maintenance', 'decommissioned']) {
      await fleet.health(`reverting-${life}`, pathOf('r0', `reverting-${life}`));
    }
    await fleet.until(() => fleet.status('r-reverting') === 'failed/reverted');
  });

  test.each(['created', 'open', 'paused', 'deploying'])('cancels a rollout that was %s', async (name) => {
    const fleet = await aFleetOfVersion1();
    await fleet.engine.request('cancelRollout', { id: `r-${name}`, actor });
    await fleet.until(() => fleet.status(`r-${name}`) === 'cancelled');
  });

  test('rolls out to its machines anew, and takes them back to what they ran', async () => {
    const fleet = await aFleetOfVersion1();
    const hosts = ['healthy-active', 'unhealthy-active'];
    const release = await fleet.release('r3', ...hosts);
    await fleet.engine.request('cancelRollout', { id: 'r-unhealthy', actor });
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts }, on_failure: 'revert' });
    await fleet.until(() => fleet.desired('unhealthy-active') === pathOf('r3', 'unhealthy-active'));
    await fleet.health('unhealthy-active', pathOf('r3', 'unhealthy-active'), false);
    await fleet.until(() => fleet.desired('healthy-active') === pathOf('r1', 'healthy-active'));
    await fleet.until(() => fleet.desired('unhealthy-active') === pathOf('r0', 'unhealthy-active'));
    await fleet.health('healthy-active', pathOf('r1', 'healthy-active'));
    await fleet.health('unhealthy-active', pathOf('r0', 'unhealthy-active'));
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
  });
});

describe('a control plane that was stopped at version 2', () => {
  test('resumes a rollout that was paused, to its end', async () => {
    const fleet = await aFleetOf(2);
    await fleet.engine.request('resumeRollout', { id: 'r-paused', actor });
    await fleet.told('r-paused');
    await fleet.health('paused-3', pathOf('r1', 'paused-3'));
    await fleet.told('r-paused', 1);
    for (const host of ['paused-1', 'paused-2']) await fleet.health(host, pathOf('r1', host));
    await fleet.until(() => fleet.status('r-paused') === 'completed');
  });

  test('pauses a rollout whose batch is under way, and goes on with it', async () => {
    const fleet = await aFleetOf(2);
    await fleet.pause('r-open');
    expect(fleet.status('r-open')).toBe('paused');
    await fleet.resume('r-open');
    await fleet.quiet();
    expect([fleet.status('r-open'), fleet.batches('r-open')]).toEqual(['running', ['waiting_health']]);
    await fleet.pause('r-open');
    await fleet.rollBack('open-active');
    await fleet.until(() => fleet.batches('r-open')[0] === 'failed');
    await fleet.resume('r-open');
    await fleet.told('r-open');
    await fleet.health('open-active', pathOf('r1', 'open-active'));
    await fleet.until(() => fleet.status('r-open') === 'completed');
  });

  test('waits for a progress deadline that ran then', async () => {
    const fleet = await aFleetOf(2);
    expect(fleet.status('r-timed')).toBe('running');
    fleet.clock.pass(2 * PATIENCE_MS);
    await fleet.until(() => fleet.status('r-timed') === 'paused');
  });
});
