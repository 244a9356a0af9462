import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { openReads, type Reads } from '../../../services/store/read/reads.ts';
import { agentTime } from '../../../machines/policy/timestamp.ts';
import { tempFolder } from '../../support/temp.ts';

async function aStore(sql = ''): Promise<{ db: Database; reads: Reads }> {
  const path = join(tempFolder(), 'state.db');
  const store = await openStore(path);
  store.db.exec(sql);
  const reads = openReads(path);
  onTestFinished(() => {
    reads.close();
    store.close();
  });
  return { db: store.db, reads };
}

const RELEASE = `INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 2, 1000, 'apikey:ops');`;
const ROLLOUT = `${RELEASE}
  INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, status, phase, reason, seed, created_at, updated_at, created_by)
    VALUES ('r-1', 'rel-1', 'staged', '["1","100%"]', '0', 'revert', 'failed', 'reverting', 'batch 1 failed', 7, 1999, 3000, 'apikey:ops');
  INSERT INTO rollout_batches (id, rollout_id, batch_index, size, status, started_at, completed_at)
    VALUES ('r-1-b1', 'r-1', 1, 1, 'pending', NULL, NULL), ('r-1-b0', 'r-1', 0, 4, 'failed', 2000, 3000);`;

const part = (machine: string, [batch, position]: [number, number], verdict: string, reason?: string) =>
  `INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted, verdict, reason)
   VALUES ('r-1', '${machine}', ${batch}, ${position}, '/nix/store/b', '${verdict}', ${reason === undefined ? 'NULL' : `'${reason}'`});`;

const machinesIn = ({ machines }: Reads, tags: readonly string[] = [], now = 0) =>
  machines.list({ tags, limit: 1000 }, now).items;

describe('a machine', () => {
  test('that never reported has the words and nulls of v0.1.1', async () => {
    const { reads } = await aStore(`INSERT INTO machines (machine_id, lifecycle) VALUES ('db-01', 'pending')`);
    expect(machinesIn(reads)).toEqual([
      {
        machine_id: 'db-01',
        current_generation: '',
        desired_generation: null,
        agent_version: '',
        system_state: 'unknown',
        uptime_seconds: 0,
        last_report: null,
        lifecycle: 'pending',
        tags: [],
        seconds_since_last_report: null,
      },
    ]);
  });

  test.each([
    [12_999, 10],
    [2_000, 0],
    [500, 0],
  ])('last seen at 2 s was heard of, at %i ms, %i whole seconds ago', async (now, seconds) => {
    const { reads } = await aStore(`INSERT INTO machines (machine_id, last_seen) VALUES ('db-01', 2000)`);
    expect(machinesIn(reads, [], now)).toMatchObject([{ seconds_since_last_report: seconds }]);
  });

  test('is found by declared and by pinned tags, each named once', async () => {
    const { reads } = await aStore(`INSERT INTO machines (machine_id) VALUES ('db-01');
      INSERT INTO machine_tags (machine_id, tag, source)
        VALUES ('db-01', 'prod', 'pinned'), ('db-01', 'prod', 'declared'), ('db-01', 'db', 'declared')`);
    expect(machinesIn(reads, ['prod', 'db', 'prod'])).toMatchObject([{ tags: ['db', 'prod'] }]);
    expect(machinesIn(reads, ['prod', 'web'])).toEqual([]);
  });

  test('polls soon as long as a rollout has a claim on it', async () => {
    const { db, reads } = await aStore(`${ROLLOUT}
      INSERT INTO generations (machine_id, hash, assignment) VALUES ('db-01', '/nix/store/b', 'r-1:0:1');
      INSERT INTO claims (machine_id, rollout_id) VALUES ('db-01', 'r-1')`);
    expect(reads.machines.desired('db-01')).toEqual({
      hash: '/nix/store/b',
      cache_url: null,
      poll_hint: 5,
      assignment: 'r-1:0:1',
    });
    db.exec('DELETE FROM claims');
    expect(reads.machines.desired('db-01')?.poll_hint).toBeNull();
    expect(reads.machines.desired('db-02')).toBeUndefined();
  });
});

describe('a rollout', () => {
  test('tells the health of each machine in the shapes of v0.1.1', async () => {
    const { reads } = await aStore(
      ROLLOUT +
        part('d', [0, 3], 'skipped', 'in maintenance') +
        part('c', [0, 0], 'unhealthy', 'nginx: inactive') +
        part('b', [0, 1], 'healthy') +
        part('a', [0, 2], 'superseded') +
        part('e', [1, 0], 'pending'),
    );
    const batches = reads.rollouts.get('r-1')?.batches;
    expect(batches?.map(({ machine_ids }) => machine_ids)).toEqual([['c', 'b', 'a', 'd'], ['e']]);
    expect(batches?.map(({ machine_health }) => machine_health)).toEqual([
      {
        a: { unhealthy: 'superseded' },
        b: 'healthy',
        c: { unhealthy: 'nginx: inactive' },
        d: { unhealthy: 'skipped: in maintenance' },
      },
      { e: 'pending' },
    ]);
  });

  test('has whole seconds, its phase and why it failed', async () => {
    const { reads } = await aStore(ROLLOUT);
    expect(reads.rollouts.get('r-1')).toMatchObject({
      created_at: '1970-01-01T00:00:01Z',
      updated_at: '1970-01-01T00:00:03Z',
      phase: 'reverting',
      reason: 'batch 1 failed',
      last_seq: 0,
      batches: [{ started_at: '1970-01-01T00:00:02Z' }, { started_at: null, completed_at: null }],
    });
  });

  test('has its own events, their detail as the compact text that is stored', async () => {
    const { reads } = await aStore(`${ROLLOUT}
      INSERT INTO events (at, type, rollout_id, actor, message, detail) VALUES
        (1999, 'batch_failed', 'r-1', 'executor', 'batch 1 failed', '{"batch_index":0,"unhealthy":1}'),
        (1999, 'batch_failed', 'r-2', 'executor', 'batch 1 failed', '{}')`);
    const rollout = reads.rollouts.get('r-1');
    expect(rollout?.events).toEqual([
      {
        id: 1,
        rollout_id: 'r-1',
        event_type: 'batch_failed',
        detail: '{"batch_index":0,"unhealthy":1}',
        actor: 'executor',
        created_at: '1970-01-01T00:00:01Z',
        message: 'batch 1 failed',
      },
    ]);
    expect(rollout?.last_seq).toBe(1);
  });

  test('is one of the newest hundred in a list', async () => {
    const { db, reads } = await aStore(ROLLOUT);
    const insert =
      db.prepare(`INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, seed, created_at, updated_at, created_by)
      VALUES (?, 'rel-1', 'canary', '[]', '0', 'pause', 1, ?, 0, 'test')`);
    db.transaction(() => {
      for (let n = 0; n < 120; n += 1) insert.run(`r-new-${n}`, 5000 + n);
    })();
    const { items: list, next } = reads.rollouts.list({ limit: 100 });
    expect([list.length, list[0]?.id, list[99]?.id]).toEqual([100, 'r-new-119', 'r-new-20']);
    const rest = reads.rollouts.list({ limit: 100, after: next });
    expect([rest.items.length, rest.items.at(-1)?.id, rest.next]).toEqual([21, 'r-1', undefined]);
    expect(reads.rollouts.list({ limit: 100, status: 'failed' }).items.map(({ id }) => id)).toEqual(['r-1']);
  });
});

describe("an agent's time", () => {
  test.each([
    ['2026-04-20T09:15:02Z', '2026-04-20T09:15:02Z'],
    ['2026-04-20T09:15:02.123456789Z', '2026-04-20T09:15:02.123456789Z'],
    ['2026-04-20 09:15:02.120+02:00', '2026-04-20T07:15:02.120Z'],
    ['2026-04-20T09:15:02.1234Z', '2026-04-20T09:15:02.123400Z'],
    ['2026-04-20t09:15:02.000z', '2026-04-20T09:15:02Z'],
    ['2026-01-01T00:30:00.5+01:00', '2025-12-31T23:30:00.500Z'],
    ['yesterday', null],
  ])('%s is shown as %s', (text, shown) => expect(agentTime(text)).toBe(shown));
});
