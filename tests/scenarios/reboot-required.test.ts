import { describe, expect, test } from 'vitest';
import type { Report } from '../../machines/model/report.ts';
import { Fleet, pathOf } from './fleet.ts';

const WEB = ['web-1', 'web-2'];
const [OLD, NEW] = [pathOf('r0', 'web-1'), pathOf('r1', 'web-1')];
const WELL = {
  results: [{ status: 'pass' as const, check_name: 'nginx', duration_ms: 1 }],
  all_passed: true,
  timestamp: '2026-01-01T00:00:00Z',
};

/** A rollout to two machines, one of which has said that only a reboot can bring the path. */
async function aMachineThatNeedsAReboot(onFailure: 'pause' | 'revert' = 'pause') {
  const fleet = await new Fleet().start();
  await fleet.hosts(...WEB);
  const release = await fleet.release('r1', ...WEB);
  const target = { tags: ['web'] };
  const { rollout_id: id } = await fleet.rollout(release, { target, health_timeout: 60, on_failure: onFailure });
  await fleet.told(id);
  await fleet.health('web-2', pathOf('r1', 'web-2'));
  const assignment = `${id}:0:1`;
  const says = (said: Partial<Report>) => fleet.report('web-1', { assignment, tags: ['web'], ...said });
  await says({ current_generation: OLD, success: false, message: 'reboot required', outcome: 'reboot_required' });
  const comesUp = () => says({ current_generation: NEW, message: 'deployed', outcome: 'done', health: WELL });
  return { fleet, id, release, target, comesUp };
}

const standing = (fleet: Fleet) =>
  fleet.rows<{ deployment: string; verdict: string; reason: string | null }>(
    `SELECT deployment, verdict, reason FROM machines JOIN rollout_machines USING (machine_id) WHERE machine_id = 'web-1'`,
  )[0];

describe('a machine that only a reboot can bring to its path', () => {
  test('has failed in its rollout, which pauses and says why', async () => {
    const { fleet, id } = await aMachineThatNeedsAReboot();
    await fleet.until(() => fleet.status(id) === 'paused');
    expect(standing(fleet)).toEqual({ deployment: 'failed', verdict: 'unhealthy', reason: 'reboot required' });
    expect(fleet.why(id, 'web-1')).toContain('reboot required');
  });

  test('is in sync once it has been restarted; what was judged stays judged', async () => {
    const { fleet, id, comesUp } = await aMachineThatNeedsAReboot();
    await fleet.until(() => fleet.status(id) === 'paused');
    await comesUp();
    expect(standing(fleet)).toEqual({ deployment: 'in_sync', verdict: 'unhealthy', reason: 'reboot required' });
    expect([fleet.status(id), fleet.batches(id)]).toEqual(['paused', ['failed']]);
  });

  test('is healthy in the next try, after a resume', async () => {
    const { fleet, id, comesUp } = await aMachineThatNeedsAReboot();
    await fleet.until(() => fleet.status(id) === 'paused');
    await comesUp();
    await fleet.resume(id);
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    await fleet.report('web-1', { assignment: `${id}:0:2`, current_generation: NEW, outcome: 'done', health: WELL });
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'healthy', 'web-2': 'healthy' });
  });

  test('may be sent the same path again by another rollout, once it runs it and is well', async () => {
    const { fleet, id, release, target, comesUp } = await aMachineThatNeedsAReboot();
    await fleet.until(() => fleet.status(id) === 'paused');
    await fleet.cancel(id);
    const planned = () => fleet.engine.request('planRollout', { rollout: { ...ORDER, release_id: release, target } });
    expect((await planned()).skipped).toEqual([
      { machine_id: 'web-1', reason: expect.stringContaining('reboot required') },
    ]);
    await comesUp();
    expect((await planned()).skipped).toEqual([]);
  });

  test('goes back like any other when its rollout reverts', async () => {
    const { fleet, id } = await aMachineThatNeedsAReboot('revert');
    await fleet.until(() => fleet.desired('web-1') === OLD);
    const assignment = `${id}:revert:1`;
    await fleet.report('web-1', { assignment, current_generation: OLD, outcome: 'done', health: WELL });
    await fleet.health('web-2', pathOf('r0', 'web-2'));
    await fleet.until(() => fleet.status(id) === 'failed/reverted');
    expect(fleet.verdicts(id)).toEqual({ 'web-1': 'reverted', 'web-2': 'reverted' });
  });
});

const ORDER = { strategy: 'all_at_once', failure_threshold: '0', on_failure: 'pause' } as const;

describe('a report of drift', () => {
  const drift = (fleet: Fleet, path: string) =>
    fleet.report('web-1', {
      current_generation: path,
      message: `drift: runs ${path}`,
      assignment: null,
      outcome: null,
    });

  test('settles nothing that a rollout waits for', async () => {
    const fleet = await new Fleet().start();
    await fleet.hosts(...WEB);
    const target = { hosts: ['web-1'] };
    const { rollout_id: id } = await fleet.rollout(await fleet.release('r1', ...WEB), { target });
    await fleet.told(id);
    await drift(fleet, pathOf('by-hand', 'web-1'));
    await fleet.quiet();
    expect([fleet.verdicts(id), fleet.status(id)]).toEqual([{ 'web-1': 'pending' }, 'running']);
  });

  test('is no failure of the machine nor of the path: what is desired is not there, and that is all', async () => {
    const fleet = await new Fleet().start();
    await fleet.hosts(...WEB);
    const target = { hosts: ['web-1'] };
    const { rollout_id: id } = await fleet.rollout(await fleet.release('r1', ...WEB), { target });
    await fleet.told(id);
    await fleet.health('web-1', NEW);
    await fleet.until(() => fleet.status(id) === 'completed');
    await drift(fleet, pathOf('by-hand', 'web-1'));
    expect(fleet.rows('SELECT deployment, health_status FROM machines WHERE machine_id = ?', 'web-1')).toEqual([
      { deployment: 'pending_deploy', health_status: 'ok' },
    ]);
    expect([fleet.verdicts(id), fleet.rows('SELECT * FROM failed_paths')]).toEqual([{ 'web-1': 'healthy' }, []]);
    await fleet.health('web-1', NEW);
    expect(fleet.rows(`SELECT deployment FROM machines WHERE machine_id = 'web-1'`)).toEqual([
      { deployment: 'in_sync' },
    ]);
  });
});
