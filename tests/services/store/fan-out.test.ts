import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { Unit } from '../../../services/store/unit.ts';
import { tempFolder } from '../../support/temp.ts';

const NOW = 5000;

/** A member of the rollout `r-1`. */
interface Member {
  readonly batch: number;
  readonly verdict?: string;
  readonly attempt?: number;
  readonly startedAt?: number | null;
  readonly revertedAt?: number | null;
  readonly isGone?: boolean;
}

/** The rollout `r-1` with these members; its first two batches have begun, the third has not. */
async function aRollout(members: Readonly<Record<string, Member>>): Promise<{ db: Database; unit: Unit }> {
  const { db, close } = await openStore(join(tempFolder(), 'state.db'));
  onTestFinished(close);
  db.exec(`INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 2, 1000, 'apikey:ops');
    INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, seed, created_at, updated_at, created_by)
      VALUES ('r-1', 'rel-1', 'staged', '[]', '0', 'revert', 7, 1, 1, 'apikey:ops');
    INSERT INTO rollout_batches (id, rollout_id, batch_index, size, started_at)
      VALUES ('r-1-b0', 'r-1', 0, 2, 1000), ('r-1-b1', 'r-1', 1, 2, 2000), ('r-1-b2', 'r-1', 2, 2, NULL)`);
  const add = db.prepare(
    `INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted, verdict, attempt, started_at, reverted_at)
     VALUES ('r-1', ?, ?, 0, '/nix/store/' || ?, ?, ?, ?, ?)`,
  );
  for (const [id, { batch, verdict = 'pending', attempt = 0, startedAt, revertedAt, isGone }] of Object.entries(
    members,
  )) {
    if (isGone !== true) db.prepare('INSERT INTO machines (machine_id) VALUES (?)').run(id);
    add.run(id, batch, id, verdict, attempt, startedAt ?? null, revertedAt ?? null);
  }
  return { db, unit: new Unit(db) };
}

const from = (sender: string) => ({ sender, delivery: 4, ordinal: 2 });
const mail = (db: Database) =>
  db
    .prepare<[], { receiver: string; event: string }>('SELECT receiver, event FROM mailbox ORDER BY id')
    .all()
    .map(({ receiver, event }) => [receiver, JSON.parse(event) as Record<string, unknown>] as const);
const receivers = (db: Database) => mail(db).map(([receiver]) => receiver);

describe('mail for a list', () => {
  test('is put into the mailbox for each member by id, with its own path and whether it was told it before', async () => {
    const { db, unit } = await aRollout({ b: { batch: 0 }, a: { batch: 0, startedAt: 9 }, c: { batch: 1 } });
    unit.tellMany('batch-members:r-1:0', { ...from('batch:r-1:0'), event: { type: 'deploy', attempt: 1 } }, NOW);
    expect(mail(db)).toEqual([
      ['machine:a', { type: 'deploy', attempt: 1, wanted: '/nix/store/a', wasTold: true }],
      ['machine:b', { type: 'deploy', attempt: 1, wanted: '/nix/store/b', wasTold: false }],
    ]);
  });

  test('that nobody knows is a bug', async () => {
    const { unit } = await aRollout({});
    const event = { type: 'deploy' };
    expect(() => unit.tellMany('batch-friends:r-1:0', { ...from('batch:r-1:0'), event }, NOW)).toThrow('no list');
  });

  test('of the unsettled reaches who has no verdict in this try', async () => {
    const { db, unit } = await aRollout({
      'healthy-now': { batch: 0, verdict: 'healthy', attempt: 2 },
      'healthy-before': { batch: 0, verdict: 'healthy', attempt: 1 },
      'open-now': { batch: 0, attempt: 2 },
      'skipped-now': { batch: 0, verdict: 'skipped', attempt: 2 },
      'soaking-now': { batch: 0, verdict: 'soaking', attempt: 2 },
      untold: { batch: 0 },
      elsewhere: { batch: 1 },
    });
    const event = { type: 'give_up', attempt: 2 };
    unit.tellMany('batch-unsettled:r-1:0', { ...from('batch:r-1:0'), event }, NOW);
    expect(receivers(db)).toEqual([
      'machine:healthy-before',
      'machine:open-now',
      'machine:soaking-now',
      'machine:untold',
    ]);
  });

  test('of those that have not gone back reaches who has not answered, of this batch and later ones that had begun', async () => {
    const { db, unit } = await aRollout({
      back: { batch: 1, revertedAt: 7 },
      open: { batch: 1 },
      earlier: { batch: 0 },
      'not-begun': { batch: 2 },
    });
    const event = { type: 'give_up' };
    unit.tellMany('batch-unreverted:r-1:1', { ...from('rollout:r-1'), event }, NOW);
    expect(receivers(db)).toEqual(['machine:open']);
    // As version 1 left it, which told all at once.
    unit.tellMany('batch-unreverted:r-1:0', { ...from('rollout:r-1'), delivery: 5, event }, NOW);
    expect(receivers(db).slice(1)).toEqual(['machine:earlier', 'machine:open']);
  });

  test('of the touched reaches all batches up to this one', async () => {
    const { db, unit } = await aRollout({ a: { batch: 0 }, b: { batch: 1 }, c: { batch: 2 } });
    unit.tellMany('rollout-touched:r-1:1', { ...from('rollout:r-1'), event: { type: 'stand_down' } }, NOW);
    expect(receivers(db)).toEqual(['machine:a', 'machine:b']);
  });
});

describe('members that were deleted', () => {
  const members = { a: { batch: 0 }, b: { batch: 0, isGone: true, attempt: 1 }, c: { batch: 0, isGone: true } };
  const row = (db: Database) =>
    db
      .prepare(`SELECT verdict, reason, attempt, settled_at, reverted_at FROM rollout_machines WHERE machine_id = 'b'`)
      .get();
  const events = (db: Database) =>
    db
      .prepare<[], { said: string }>(
        `SELECT type || ' ' || machine_id || ' ' || detail AS said FROM events ORDER BY seq`,
      )
      .all()
      .map(({ said }) => said);

  test('get no mail; their batch is told how many they are, and their parts are skipped', async () => {
    const { db, unit } = await aRollout(members);
    unit.tellMany('batch-members:r-1:0', { ...from('batch:r-1:0'), event: { type: 'deploy', attempt: 2 } }, NOW);
    expect(mail(db).map(([receiver, { type, count, attempt }]) => [receiver, type, count, attempt])).toEqual([
      ['machine:a', 'deploy', undefined, 2],
      ['batch:r-1:0', 'members.gone', 2, 2],
    ]);
    expect(row(db)).toEqual({
      verdict: 'skipped',
      reason: 'it was deleted',
      attempt: 2,
      settled_at: NOW,
      reverted_at: null,
    });
    expect(events(db)).toEqual([
      'machine_settled b {"batch_index":0,"machine_id":"b","verdict":"skipped","reason":"it was deleted"}',
      'machine_settled c {"batch_index":0,"machine_id":"c","verdict":"skipped","reason":"it was deleted"}',
    ]);
  });

  test('have answered once, however often they are asked', async () => {
    const { db, unit } = await aRollout(members);
    unit.tellMany('batch-members:r-1:0', { ...from('batch:r-1:0'), event: { type: 'deploy', attempt: 2 } }, NOW);
    const event = { type: 'give_up', attempt: 2 };
    unit.tellMany('batch-unsettled:r-1:0', { ...from('batch:r-1:0'), delivery: 5, event }, NOW);
    expect(receivers(db).slice(2)).toEqual(['machine:a']);
  });

  test('have answered the order to go back, and keep the try in which they were told', async () => {
    const { db, unit } = await aRollout(members);
    unit.tellMany('batch-members:r-1:0', { ...from('rollout:r-1'), event: { type: 'revert' } }, NOW);
    expect(mail(db).at(-1)).toMatchObject(['rollout:r-1', { type: 'members.gone', count: 2 }]);
    expect(row(db)).toMatchObject({ verdict: 'skipped', attempt: 1, reverted_at: NOW });
    expect(events(db)[0]).toBe(
      'machine_reverted b {"batch_index":"revert","machine_id":"b","verdict":"skipped","reason":"it was deleted"}',
    );
    unit.tellMany('batch-unreverted:r-1:0', { ...from('rollout:r-1'), delivery: 5, event: { type: 'give_up' } }, NOW);
    expect(receivers(db).slice(2)).toEqual(['machine:a']);
  });

  test('need not answer what nobody waits for', async () => {
    const { db, unit } = await aRollout(members);
    unit.tellMany('rollout-touched:r-1:0', { ...from('rollout:r-1'), event: { type: 'stand_down' } }, NOW);
    expect([receivers(db), row(db)]).toMatchObject([['machine:a'], { verdict: 'pending' }]);
  });
});
