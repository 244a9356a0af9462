import { join } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Report } from '../../../machines/model/report.ts';
import * as initial from '../../../services/store/migrations/0001-initial.ts';
import * as controlPlane from '../../../services/store/migrations/0002-control-plane.ts';
import * as rolloutGates from '../../../services/store/migrations/0003-rollout-gates.ts';
import * as machineConditions from '../../../services/store/migrations/0004-machine-conditions.ts';
import * as transitions from '../../../services/store/migrations/0005-transitions.ts';
import { openStore } from '../../../services/store/open.ts';
import { Unit } from '../../../services/store/unit.ts';
import { writeEmptyDatabase } from '../../support/empty-database.ts';
import { tempFolder } from '../../support/temp.ts';

const CONDITION = { reboot_required: false, drift_since: null, free_bytes: 1000, clock_skew_ms: 0 };

const aReport = (fields: Partial<Report> = {}): Report => ({
  machine_id: 'web-01',
  current_generation: '/nix/store/a-web-01',
  success: true,
  message: 'up-to-date',
  timestamp: '2026-04-20T09:15:02Z',
  tags: [],
  agent_version: '0.2.0',
  uptime_seconds: 60,
  condition: CONDITION,
  ...fields,
});

/** Two machines, of which one is known well, and what tells whose `seq` a deed has changed. */
async function aStore() {
  const path = join(tempFolder(), 'state.db');
  await writeEmptyDatabase(path);
  const { db, close } = await openStore(path);
  onTestFinished(close);
  const unit = new Unit(db);
  for (const id of ['web-01', 'web-02']) unit.machines.add(id, 'active', 1);
  unit.machines.heard('web-01', aReport(), 1);
  unit.machines.declareTags('web-01', ['web']);
  unit.machines.pinTags('web-01', ['eu']);
  unit.machines.setDesired('web-01', { path: '/nix/store/a-web-01', cacheUrl: null, assignment: null }, 1);
  unit.agents.state('web-01', 'idle', 1);
  aRollout(db);
  const changed = (deed: (unit: Unit, db: Database) => void): string[] => {
    const before = last(db);
    deed(unit, db);
    const rows = db.prepare<[number], string>('SELECT machine_id FROM machine_changes WHERE seq > ? ORDER BY seq');
    return rows.pluck().all(before);
  };
  return { db, unit, changed };
}

const last = (db: Database): number =>
  db.prepare<[], number>('SELECT max(seq) FROM machine_changes').pluck().get() ?? 0;

function aRollout(db: Database): void {
  db.exec(`INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 1, 1, 'test');
    INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, seed, created_at, updated_at, created_by)
    VALUES ('r-1', 'rel-1', 'all_at_once', '[]', '0', 'pause', 1, 1, 1, 'test')`);
}

const part = (machineId: string) => ({ machineId, batchIndex: 0, position: 0, wanted: '/nix/store/b' });

describe('the order of changes', () => {
  test.each<[string, (unit: Unit, db: Database) => void]>([
    [
      'a report of another system',
      ({ machines }) => machines.heard('web-01', aReport({ current_generation: '/b' }), 2),
    ],
    ['a failure', ({ machines }) => machines.heard('web-01', aReport({ success: false }), 2)],
    ['another agent', ({ machines }) => machines.heard('web-01', aReport({ agent_version: '0.3.0' }), 2)],
    [
      'a reboot that is needed',
      ({ machines }) => machines.heard('web-01', aReport({ condition: { ...CONDITION, reboot_required: true } }), 2),
    ],
    [
      'drift',
      ({ machines }) =>
        machines.heard('web-01', aReport({ condition: { ...CONDITION, drift_since: '2026-04-20T09:00:00Z' } }), 2),
    ],
    ['what the agent does', ({ agents }) => agents.state('web-01', 'fetching', 1)],
    ['since when it does it', ({ agents }) => agents.state('web-01', 'idle', 2)],
    [
      'a move in its life',
      ({ machines }) =>
        machines.showChart('web-01', { lifecycle: 'maintenance', deployment: 'unknown', open_assignment: null }),
    ],
    [
      'how its deployment goes',
      ({ machines }) =>
        machines.showChart('web-01', { lifecycle: 'active', deployment: 'in_sync', open_assignment: null }),
    ],
    [
      'another desired path',
      ({ machines }) =>
        machines.setDesired('web-01', { path: '/nix/store/b', cacheUrl: null, assignment: 'r-1:0:1' }, 2),
    ],
    ['no desired path', ({ machines }) => machines.clearDesired('web-01')],
    ['other declared tags', ({ machines }) => machines.declareTags('web-01', ['db'])],
    ['no declared tags', ({ machines }) => machines.declareTags('web-01', [])],
    ['other pinned tags', ({ machines }) => machines.pinTags('web-01', ['us'])],
    ['a rollout that claims it', ({ rollouts }) => rollouts.addMachines('r-1', [part('web-01')], 2)],
    ['its deletion', ({ machines }) => machines.remove('web-01')],
    [
      'a row put in its place by hand',
      (_, db) => db.exec(`INSERT OR REPLACE INTO machines (machine_id) VALUES ('web-01')`),
    ],
    ['a path set by hand', (_, db) => db.exec(`UPDATE OR IGNORE generations SET hash = '/c'`)],
    [
      'a path put in place by hand',
      (_, db) => db.exec(`INSERT OR REPLACE INTO generations (machine_id, hash) VALUES ('web-01', '/c')`),
    ],
    [
      'a tag set by hand',
      (_, db) => db.exec(`INSERT OR IGNORE INTO machine_tags (machine_id, tag) VALUES ('web-01', 'x')`),
    ],
    ['a tag changed by hand', (_, db) => db.exec(`UPDATE machine_tags SET tag = 'x' WHERE tag = 'eu'`)],
  ])('knows of %s', async (_, deed) => {
    const { db, changed } = await aStore();
    // The foreign keys of its tags would keep it from being replaced, with its own error.
    db.pragma('foreign_keys = OFF');
    expect(changed(deed)).toEqual(['web-01']);
  });

  test.each<[string, (unit: Unit, db: Database) => void]>([
    [
      'a routine report',
      ({ machines }) => {
        const condition = { ...CONDITION, free_bytes: 999, clock_skew_ms: 5 };
        const said = { timestamp: '2026-04-20T09:16:02Z', uptime_seconds: 120, boot_id: 'b-2', epoch: 'e-1', seq: 2 };
        machines.heard('web-01', aReport({ condition, message: 'still', ...said }), 60_000);
      },
    ],
    ['a report without a condition', ({ machines }) => machines.heard('web-01', { ...aReport(), condition: null }, 2)],
    [
      'who it is that wants the path it has',
      ({ machines }) =>
        machines.setDesired('web-01', { path: '/nix/store/a-web-01', cacheUrl: 'http://c', assignment: 'r-1:0:1' }, 2),
    ],
    [
      'an assignment that is opened',
      ({ machines }) =>
        machines.showChart('web-01', { lifecycle: 'active', deployment: 'unknown', open_assignment: 'r-1:0:1' }),
    ],
    ['reports that are taken again', ({ agents }) => agents.rewind('web-01', 0)],
    ['a registration of one that is there', ({ machines }) => machines.add('web-01', 'active', 2)],
    ['lines of a log', ({ agents }) => agents.log('web-01', { attempt: 'a', n: 0, lines: ['hello'] }, 2)],
  ])('does not count %s', async (_, deed) => {
    const { changed } = await aStore();
    expect(changed(deed)).toEqual([]);
  });

  test('has a claim and its end, each for all machines of the rollout', async () => {
    const { changed } = await aStore();
    const parts = [part('web-01'), { ...part('web-02'), position: 1 }, { ...part('new'), position: 2 }];
    expect(changed(({ rollouts }) => rollouts.addMachines('r-1', parts, 2)).toSorted()).toEqual([
      'new',
      'web-01',
      'web-02',
    ]);
    expect(changed(({ rollouts }) => rollouts.releaseClaims('r-1')).toSorted()).toEqual(['new', 'web-01', 'web-02']);
    expect(changed(({ rollouts }) => rollouts.addMachines('r-1', [], 2)).toSorted()).toEqual([
      'new',
      'web-01',
      'web-02',
    ]);
    expect(changed(({ rollouts }) => rollouts.remove('r-1')).toSorted()).toEqual(['new', 'web-01', 'web-02']);
  });

  test('goes up with every change, also of the machine that changed last', async () => {
    const { db, unit } = await aStore();
    const order = [last(db)];
    for (const state of ['checking', 'fetching', 'idle'] as const) {
      unit.agents.state('web-02', state, 1);
      order.push(last(db));
    }
    expect(order).toEqual([...new Set(order)].toSorted((one, other) => one - other));
  });

  test('keeps a machine that was deleted until the next start, and never gives its place away', async () => {
    const path = join(tempFolder(), 'state.db');
    const first = await openStore(path);
    const { machines } = new Unit(first.db);
    machines.add('web-01', 'active', 1);
    machines.add('web-02', 'active', 1);
    machines.remove('web-02');
    const deletedAt = last(first.db);
    const ids = (db: Database) => db.prepare('SELECT machine_id FROM machine_changes ORDER BY seq').pluck().all();
    expect(ids(first.db)).toEqual(['web-01', 'web-02']);
    first.close();
    const second = await openStore(path);
    onTestFinished(second.close);
    expect(ids(second.db)).toEqual(['web-01']);
    new Unit(second.db).machines.add('web-02', 'active', 1);
    expect(last(second.db)).toBeGreaterThan(deletedAt);
  });

  test('begins with the machines of a database that had none, by id', async () => {
    const path = join(tempFolder(), 'state.db');
    const database = new SQLite(path);
    const before = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
    const migrations = {
      '0001-initial': initial,
      '0002-control-plane': controlPlane,
      '0003-rollout-gates': rolloutGates,
      '0004-machine-conditions': machineConditions,
      '0005-transitions': transitions,
    };
    const provider = { getMigrations: () => Promise.resolve(migrations) };
    const { error } = await new Migrator({ db: before, provider }).migrateToLatest();
    expect(error).toBeUndefined();
    database.exec(`INSERT INTO machines (machine_id) VALUES ('b'), ('a')`);
    await before.destroy();
    const { db, close } = await openStore(path);
    onTestFinished(close);
    expect(db.prepare('SELECT * FROM machine_changes ORDER BY seq').all()).toEqual([
      { seq: 1, machine_id: 'a' },
      { seq: 2, machine_id: 'b' },
    ]);
  });
});
