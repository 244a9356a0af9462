import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { Unit } from '../../../services/store/unit.ts';
import { tempFolder } from '../../support/temp.ts';

/** Two machines, and a release that brings `/b` to both. */
async function aUnit(): Promise<Unit> {
  const { db, close } = await openStore(join(tempFolder(), 'state.db'));
  onTestFinished(close);
  db.exec(`INSERT INTO machines (machine_id) VALUES ('web-1'), ('web-2');
    INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 2, 1000, 'apikey:ops');
    INSERT INTO release_entries (release_id, hostname, store_path, platform)
      VALUES ('rel-1', 'web-1', '/b', 'x'), ('rel-1', 'web-2', '/b', 'x')`);
  return new Unit(db);
}

const failed = (path: string, machineId = 'web-1', rolloutId = 'r-1') => ({
  ...{ type: 'path_failed', machineId, path, rolloutId, reason: 'no' },
});

describe('the loop guard', () => {
  test('knows what of a release has failed, and on which machine', async () => {
    const unit = await aUnit();
    unit.record('machine:web-1', failed('/b'), 1);
    unit.record('machine:web-1', failed('/a'), 1);
    expect([...unit.failedPaths.inRelease('rel-1')]).toEqual([['web-1', { rolloutId: 'r-1', reason: 'no' }]]);
    expect([...unit.failedPaths.inRelease('rel-2')]).toEqual([]);
  });

  test('knows the newest failure', async () => {
    const unit = await aUnit();
    unit.record('machine:web-1', failed('/b'), 1);
    unit.record('machine:web-1', failed('/b', 'web-1', 'r-2'), 2);
    expect(unit.failedPaths.inRelease('rel-1').get('web-1')?.rolloutId).toBe('r-2');
  });

  test('remembers the sixteen newest of a machine', async () => {
    const unit = await aUnit();
    unit.record('machine:web-1', failed('/b'), 0);
    unit.record('machine:web-2', failed('/b', 'web-2'), 0);
    for (let at = 1; at <= 15; at += 1) unit.record('machine:web-1', failed(`/other-${at}`), at);
    expect([...unit.failedPaths.inRelease('rel-1').keys()]).toEqual(['web-1', 'web-2']);
    unit.record('machine:web-1', failed('/other-16'), 16);
    expect([...unit.failedPaths.inRelease('rel-1').keys()]).toEqual(['web-2']);
  });

  test('forgets a path on which the machine is well, and no other', async () => {
    const unit = await aUnit();
    for (const machineId of ['web-1', 'web-2']) unit.record(`machine:${machineId}`, failed('/b', machineId), 1);
    unit.record('machine:web-1', { ...failed('/a'), type: 'path_proved' }, 2);
    unit.record('machine:web-2', { ...failed('/b', 'web-2'), type: 'path_proved' }, 2);
    expect([...unit.failedPaths.inRelease('rel-1').keys()]).toEqual(['web-1']);
  });

  test('forgets a machine with which somebody begins anew, or that is deleted', async () => {
    const unit = await aUnit();
    for (const machineId of ['web-1', 'web-2']) unit.record(`machine:${machineId}`, failed('/b', machineId), 1);
    unit.failedPaths.forgetAll('web-1');
    unit.machines.remove('web-2');
    expect([...unit.failedPaths.inRelease('rel-1')]).toEqual([]);
  });
});
