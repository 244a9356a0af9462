import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DesiredGeneration } from '../../../../machines/model/machine.ts';
import type { Engine } from '../../../../services/actors/engine.ts';
import { startLocalEngine } from '../../../../services/actors/local-engine.ts';
import { openReads } from '../../../../services/store/read/reads.ts';
import { aServedRollout, HOSTS, reported, WANTED, WELL } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';
import { tempFolder } from '../../../support/temp.ts';
import { until } from '../../../support/until.ts';

const MINE = '/nix/store/c-mine';

const notify = (plane: ServedPlane, id: string, store_path: string) =>
  plane.ask('POST', `/api/v1/machines/${id}/notify-deploy`, { role: 'deploy', json: { store_path } });

async function desired(plane: ServedPlane, id: string): Promise<DesiredGeneration | number> {
  const response = await plane.ask('GET', `/api/v1/machines/${id}/desired-generation`, { role: null });
  return response.status === 200 ? ((await response.json()) as DesiredGeneration) : response.status;
}

async function hintOf(plane: ServedPlane, id: string): Promise<number | null | undefined> {
  const answer = await desired(plane, id);
  return typeof answer === 'number' ? answer : answer.poll_hint;
}

describe('the desired generation', () => {
  test('is set by notify-deploy, set anew, cleared, and cleared again', async () => {
    const plane = await aServer();
    const clear = async () => (await plane.ask('DELETE', '/api/v1/machines/web-01/desired-generation')).status;
    expect(await clear()).toBe(404);
    await reported(plane, 'web-01');
    expect([await desired(plane, 'web-01'), await clear()]).toEqual([404, 204]);
    for (const path of [MINE, WANTED, '']) {
      expect((await notify(plane, 'web-01', path)).status).toBe(200);
      expect(await desired(plane, 'web-01')).toEqual({
        hash: path,
        cache_url: null,
        poll_hint: null,
        assignment: null,
      });
    }
    expect([await clear(), await desired(plane, 'web-01'), await clear()]).toEqual([204, 404, 204]);
  });

  test('stays through reports, and for a machine that is decommissioned', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    await notify(plane, 'web-01', MINE);
    await reported(plane, 'web-01', { current_generation: MINE });
    await plane.ask('PATCH', '/api/v1/machines/web-01/lifecycle', { json: { lifecycle: 'decommissioned' } });
    expect(await desired(plane, 'web-01')).toMatchObject({ hash: MINE });
  });

  test('makes a machine of an id that nobody knew, and its reports count as any other’s', async () => {
    const plane = await aServer();
    await notify(plane, 'ghost', MINE);
    const machine = async () => (await plane.ask('GET', '/api/v1/machines/ghost')).json();
    expect(await machine()).toMatchObject({ lifecycle: 'active', last_seen: null, desired: { hash: MINE }, tags: [] });
    await reported(plane, 'ghost', { current_generation: MINE, tags: ['web'] });
    expect(await machine()).toMatchObject({ deployment: 'in_sync', last_seen: expect.any(String), tags: ['web'] });
    const found = await plane.ask('GET', '/api/v1/machines?tag=web');
    expect(await found.json()).toMatchObject([{ machine_id: 'ghost' }]);
  });

  test('is that of the rollout still when it is set by hand to the same path, and the machine is waited for', async () => {
    const { plane, id } = await aServedRollout();
    const asked = await desired(plane, 'web-01');
    expect((await notify(plane, 'web-01', WANTED)).status).toBe(200);
    expect(await desired(plane, 'web-01')).toEqual(asked);
    for (const host of HOSTS) await reported(plane, host, { current_generation: WANTED, health: WELL });
    await until(plane, `SELECT status = 'completed' FROM rollouts`);
    const verdicts = plane.db.prepare('SELECT DISTINCT verdict FROM rollout_machines WHERE rollout_id = ?').pluck();
    expect(verdicts.all(id)).toEqual(['healthy']);
  });

  test('that is set by hand to another path fails the machine in its rollout', async () => {
    const { plane } = await aServedRollout();
    await notify(plane, 'web-01', MINE);
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    const part = plane.db.prepare(`SELECT verdict, reason FROM rollout_machines WHERE machine_id = 'web-01'`).get();
    expect(part).toEqual({ verdict: 'unhealthy', reason: expect.stringContaining('outside of the rollout') });
  });
});

describe('the poll hint', () => {
  test('is 5 seconds while the rollout runs or is paused, also in a batch that has not begun', async () => {
    const { plane } = await aServedRollout({ strategy: 'staged', batch_sizes: ['1', '100%'] });
    const later = HOSTS.find(
      (host) => plane.db.prepare(`SELECT 1 FROM generations WHERE machine_id = ?`).get(host) === undefined,
    );
    const canary = plane.db.prepare<[], string>('SELECT machine_id FROM generations').pluck().get() ?? '';
    expect(await hintOf(plane, canary)).toBe(5);
    // Nothing to do yet, as long as nobody has told it anything before.
    expect(await hintOf(plane, later ?? '')).toBe(404);
    await notify(plane, later ?? '', MINE);
    expect(await hintOf(plane, later ?? '')).toBe(5);
    await reported(plane, canary, { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    expect(await hintOf(plane, canary)).toBe(5);
  });

  test('is 5 seconds on the way back, and none once the machine is there', async () => {
    const { plane } = await aServedRollout({ on_failure: 'revert' });
    await reported(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT count(*) = 3 FROM rollout_machines WHERE verdict = 'reverting'`);
    expect(await hintOf(plane, 'web-02')).toBe(5);
    for (const host of HOSTS) await reported(plane, host, { health: WELL });
    await until(plane, `SELECT phase IS 'reverted' FROM rollouts`);
    for (const host of HOSTS) expect(await hintOf(plane, host)).toBeNull();
  });

  test('is none in a rollout that is complete', async () => {
    const { plane } = await aServedRollout();
    for (const host of HOSTS) await reported(plane, host, { current_generation: WANTED, health: WELL });
    await until(plane, `SELECT status = 'completed' FROM rollouts`);
    for (const host of HOSTS) expect(await hintOf(plane, host)).toBeNull();
  });

  test('is none in a rollout that was cancelled, also for a machine that stays silent', async () => {
    const { plane, id } = await aServedRollout();
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    await until(plane, 'SELECT count(*) = 0 FROM machines WHERE open_assignment IS NOT NULL');
    for (const host of HOSTS) expect(await hintOf(plane, host)).toBeNull();
  });
});

describe('after a restart', () => {
  /** A control plane without its HTTP side, that can be started again on the same database. */
  async function withEngine<Answer>(dbPath: string, doing: (engine: Engine) => Promise<Answer>): Promise<Answer> {
    const engine = await startLocalEngine({ dbPath, log: () => undefined });
    try {
      return await doing(engine);
    } finally {
      await engine.stop();
    }
  }

  test('an agent is told the cache of its rollout, and all that was reported is still known', async () => {
    const dbPath = join(tempFolder(), 'state.db');
    const report = { machine_id: 'web-01', current_generation: '/a', success: true, message: '', tags: ['web'] };
    const said = { ...report, timestamp: '2026-04-20T09:15:02Z', agent_version: '0.1.0', uptime_seconds: 77 };
    const rollout = await withEngine(dbPath, async (engine) => {
      await engine.request('report', { machineId: 'web-01', report: said });
      const entries = [{ hostname: 'web-01', store_path: WANTED, platform: 'x', tags: [] }];
      const release = { entries, cache_url: 'http://cache:5000' };
      const { id: release_id } = await engine.request('createRelease', { release, actor: 'apikey:ops' });
      const order = { release_id, target: { hosts: ['web-01'] }, strategy: 'all_at_once' as const };
      const whole = { ...order, failure_threshold: '0', on_failure: 'pause' as const };
      return (await engine.request('createRollout', { rollout: whole, actor: 'apikey:ops' })).rollout_id;
    });
    await withEngine(dbPath, async (engine) => {
      const reads = openReads(dbPath);
      onTestFinished(() => reads.close());
      const assignment = `${rollout}:0:1`;
      await new Promise<void>((resolve) => {
        const look = () => void (reads.machines.desired('web-01')?.assignment === assignment && resolve());
        engine.onCommit(look);
        look();
      });
      expect(reads.machines.desired('web-01')).toEqual({
        hash: WANTED,
        cache_url: 'http://cache:5000',
        poll_hint: 5,
        assignment,
      });
    });
    await withEngine(dbPath, () => {
      const reads = openReads(dbPath);
      onTestFinished(() => reads.close());
      expect(reads.machines.desired('web-01')).toMatchObject({ hash: WANTED, cache_url: 'http://cache:5000' });
      expect(reads.machines.detail('web-01', 0)).toMatchObject({
        agent_version: '0.1.0',
        uptime_seconds: 77,
        last_report: '2026-04-20T09:15:02Z',
        tags: ['web'],
      });
      return Promise.resolve();
    });
  });
});
