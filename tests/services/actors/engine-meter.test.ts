import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../services/actors/engine.ts';
import { startLocalEngine } from '../../../services/actors/local-engine.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aUnitOn } from '../../support/full-disk.ts';
import { tempFolder } from '../../support/temp.ts';

/** An engine whose disk a test can fill. */
async function anEngine() {
  const disk = { isFull: false };
  const engine = await startLocalEngine({
    dbPath: join(tempFolder(), 'state.db'),
    log: () => undefined,
    clock: new FakeClock(),
    createUnit: (db) => aUnitOn(db, () => disk.isFull),
  });
  onTestFinished(() => engine.stop());
  return { engine, disk };
}

const figures = async (engine: Engine) => {
  const { actors } = await engine.figures();
  if (actors === null) throw new Error('the actors do not answer');
  return actors;
};

const register = (engine: Engine, machineId: string, lifecycle = 'active') =>
  engine.request('register', { machineId, lifecycle, tags: [], actor: 'test' });

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

describe('the figures of an engine', () => {
  test('have requests that came together as one group', async () => {
    const { engine } = await anEngine();
    await Promise.all(['a', 'b', 'c'].map((id) => register(engine, id)));
    const { groups, commits } = await figures(engine);
    expect([groups.sum, sum(groups.counts)]).toEqual([3, 1]);
    expect(sum(commits.counts)).toBeGreaterThanOrEqual(1);
    expect(commits.sum).toBeGreaterThan(0);
  });

  test('have the actors in memory', async () => {
    const { engine } = await anEngine();
    await register(engine, 'a');
    await engine.request('updateLifecycle', { machineId: 'a', lifecycle: 'maintenance', actor: 'test' });
    expect(await figures(engine)).toMatchObject({ live: 1, quarantined: 0, queued: 0, isBackingOff: false });
  });

  test('count a full disk, and say so until it is over', async () => {
    const { engine, disk } = await anEngine();
    disk.isFull = true;
    await expect(register(engine, 'a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const { storageFailures, isBackingOff, redone, groups } = await figures(engine);
    expect(storageFailures).toBeGreaterThanOrEqual(1);
    expect([isBackingOff, redone, sum(groups.counts)]).toEqual([true, 1, 0]);
  });

  test('count a group that is redone because of one of its requests', async () => {
    const { engine } = await anEngine();
    const bug = engine.request('createRollout', { rollout: null as never, actor: 'test' }).catch(() => 'refused');
    await Promise.all([register(engine, 'a'), bug]);
    expect((await figures(engine)).redone).toBe(1);
    expect(await bug).toBe('refused');
  });

  test('do not count what a rollout came to when it was rolled back', async () => {
    const { engine, disk } = await anEngine();
    const entries = [{ hostname: 'a', store_path: '/nix/store/a', platform: 'x86_64-linux', tags: [] }];
    const { id: release_id } = await engine.request('createRelease', { release: { entries }, actor: 'test' });
    await register(engine, 'a');
    const rollout = {
      release_id,
      target: { hosts: ['a'] },
      strategy: 'all_at_once' as const,
      failure_threshold: '0',
      on_failure: 'pause' as const,
      health_timeout: 300,
    };
    const { rollout_id: id } = await engine.request('createRollout', { rollout, actor: 'test' });
    disk.isFull = true;
    await expect(engine.request('cancelRollout', { id, actor: 'test' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await figures(engine)).rollouts['cancelled']).toBeUndefined();
    disk.isFull = false;
    await engine.request('cancelRollout', { id, actor: 'test' });
    expect((await figures(engine)).rollouts['cancelled']).toBe(1);
  });

  test('are JSON', async () => {
    const { engine } = await anEngine();
    const given = await engine.figures();
    expect(JSON.parse(JSON.stringify(given))).toEqual(given);
  });
});
