import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../machines/errors.ts';
import { tempFolder } from '../../support/temp.ts';
import { aStage, counted, leave, type Stage, stored } from './stage.ts';

const outcomes = async (asked: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(asked)).map(({ status }) => status);

describe('a group', () => {
  test('commits once for all that has arrived', async () => {
    const stage = await aStage();
    const before = stage.commits();
    await Promise.all(Array.from({ length: 50 }, () => stage.shard.send('counter:a', { type: 'settled' })));
    expect(stage.commits() - before).toBe(1);
    expect(stored(stage, 'counter:a')).toBe(50);
  });

  test('of settled, bug, settled commits exactly two, and only the bug is refused', async () => {
    const stage = await aStage();
    const asked = [
      stage.shard.send('counter:a', { type: 'settled' }),
      stage.shard.send('counter:a', { type: 'bug' }),
      stage.shard.send('counter:a', { type: 'settled' }),
    ];
    expect(await outcomes(asked)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(stored(stage, 'counter:a')).toBe(2);
    expect(counted(stage)).toBe(2);
    expect(stage.shard.snapshot('counter:a')?.context.count).toBe(2);
  });

  test('with a broken constraint loses only the delivery that broke it', async () => {
    const stage = await aStage();
    const asked = [
      stage.shard.send('counter:a', { type: 'settled' }),
      stage.shard.request(({ unit }) => unit.rollouts.addBatch('r-unknown', 0, 1)),
      stage.shard.send('counter:b', { type: 'settled' }),
    ];
    expect(await outcomes(asked)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect([stored(stage, 'counter:a'), stored(stage, 'counter:b')]).toEqual([1, 1]);
  });

  test('is not rolled back by a refusal, which only its caller hears', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'settled' });
    const before = stage.commits();
    const asked = [
      stage.shard.send('counter:a', { type: 'settled' }),
      stage.shard.request(() => {
        throw new BadInput('no');
      }),
    ];
    expect(await outcomes(asked)).toEqual(['fulfilled', 'rejected']);
    expect(stage.commits() - before).toBe(1);
  });

  test('shows a later delivery what an earlier one wrote', async () => {
    const { shard } = await aStage();
    const claim = () =>
      shard.request(({ unit, now }) => {
        if (unit.machines.known('web-01') !== undefined) throw new BadInput('taken');
        unit.machines.add('web-01', 'active', now);
      });
    expect(await outcomes([claim(), claim()])).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a full disk', () => {
  test('refuses writes as unavailable, keeps what was committed, and heals when space returns', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'settled' });
    const pages = stage.store.db.pragma('page_count', { simple: true }) as number;
    stage.store.db.pragma(`max_page_count = ${pages}`);
    const big = 'x'.repeat(200_000);
    const write = () =>
      stage.shard.request(({ unit, now }) =>
        unit.journal.audit({ actor: 'a', action: 'b', target: 'c', detail: big }, now),
      );
    await expect(write()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(stored(stage, 'counter:a')).toBe(1);
    stage.store.db.pragma('max_page_count = 1000000');
    await write();
    await stage.shard.send('counter:a', { type: 'settled' });
    expect(stored(stage, 'counter:a')).toBe(2);
  });
});

describe('a stop', () => {
  test('in the moment in which a full disk would be tried again touches the closed database no more', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'wait', until: stage.clock.now() + 500 });
    stage.disk.isFull = true;
    await expect(stage.shard.send('counter:a', { type: 'settled' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    stage.clock.pass(1000);
    leave(stage);
    await Promise.resolve();
    expect(stage.problems).toEqual(['the database cannot be written']);
  });
});

describe('a deadline', () => {
  test('that falls into a full disk is met when space returns', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'wait', until: stage.clock.now() + 1000 });
    stage.disk.isFull = true;
    stage.clock.pass(1000);
    await expect(stage.shard.send('counter:b', { type: 'settled' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    stage.disk.isFull = false;
    stage.clock.pass(1000);
    await stage.until(() => stored(stage, 'counter:a') === 1);
    expect(stage.problems).toContain('the database cannot be written');
    expect(stored(stage, 'counter:b')).toBeUndefined();
  });
});

describe('mail', () => {
  test('reaches its receiver within the group without touching the disk', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'pass_on', to: 'counter:b' });
    expect(stored(stage, 'counter:b')).toBe(1);
    const { seq } = stage.store.db
      .prepare<[], { seq: number | null }>(`SELECT max(seq) AS seq FROM sqlite_sequence WHERE name = 'mailbox'`)
      .get() ?? { seq: null };
    expect(seq).toBeNull();
  });

  test('that its receiver never can take is buried after three tries, and its sender goes on', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'pass_on', to: 'counter:no-such' });
    const letters = () => stage.store.db.prepare<[], { receiver: string }>('SELECT receiver FROM dead_letters').all();
    await stage.until(() => letters().length > 0);
    expect(letters()).toEqual([{ receiver: 'counter:no-such' }]);
    await stage.shard.send('counter:a', { type: 'settled' });
    expect(stored(stage, 'counter:a')).toBe(1);
    const waiting = () => stage.store.db.prepare('SELECT 1 FROM mailbox').all();
    await stage.until(() => waiting().length === 0);
    expect(letters()).toHaveLength(1);
  });

  test('that its receiver never can take comes back to its sender, with what it was', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'pass_on', to: 'counter:no-such' });
    const said = () => stage.store.db.prepare<[], string>('SELECT message FROM events').pluck().all();
    await stage.until(() => said().length > 0);
    expect(said()).toEqual(['settled from counter:no-such']);
  });

  test('of which not even the return can be taken is not returned again', async () => {
    const stage = await aStage();
    const { db } = stage.store;
    db.exec(`INSERT INTO mailbox (receiver, event, sender, delivery, ordinal)
      VALUES ('counter:no-such', '{"type":"mail.returned"}', 'post:counter:a', 1, 0)`);
    await stage.shard.send('counter:a', { type: 'pass_on', to: 'counter:no-one' });
    await stage.until(() => db.prepare('SELECT 1 FROM mailbox').all().length === 0);
    expect(db.prepare('SELECT receiver, sender FROM dead_letters ORDER BY id').raw().all()).toEqual([
      ['counter:no-such', 'post:counter:a'],
      ['counter:no-one', 'counter:a'],
    ]);
  });
});

describe('an effect', () => {
  test('begins after the commit and its end is a delivery of its own', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'wait', until: stage.clock.now() + 1000 });
    expect(stored(stage, 'counter:a')).toBe(0);
    stage.clock.pass(1000);
    await stage.until(() => stored(stage, 'counter:a') === 1);
    expect(stored(stage, 'counter:a')).toBe(1);
  });

  test('never begins when its unit of work is rolled back', async () => {
    const stage = await aStage();
    const asked = stage.shard.request((turn) => {
      turn.send('counter:a', { type: 'wait', until: turn.now });
      turn.send('counter:a', { type: 'bug' });
    });
    await expect(asked).rejects.toThrow('a bug in an action');
    await stage.shard.send('counter:b', { type: 'settled' });
    expect(stored(stage, 'counter:a')).toBeUndefined();
    expect(counted(stage)).toBe(1);
  });

  test('runs again after a restart, and a deadline that has passed meanwhile is met at once', async () => {
    const path = join(tempFolder(), 'state.db');
    const first = await aStage(path);
    await first.shard.send('counter:a', { type: 'wait', until: first.clock.now() + 1000 });
    leave(first);
    first.clock.pass(5000);
    const second = await aStage(path, first.clock);
    await second.until(() => stored(second, 'counter:a') === 1);
    expect(stored(second, 'counter:a')).toBe(1);
  });

  test('whose end its actor never can take is tried three times, then the actor is quarantined', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'trap', until: stage.clock.now() + 1000 });
    stage.clock.pass(1000);
    await stage.until(() => stage.problems.length === 3);
    expect(stage.problems).toEqual(Array(3).fill('counter:a could not take the end of its effect'));
    await stage.shard.send('counter:b', { type: 'settled' });
    expect([...stage.shard.quarantined.keys()]).toEqual(['counter:a']);
  });

  test('that ends in a group which fails beside it is taken once', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'wait', until: stage.clock.now() + 1000 });
    stage.clock.pass(1000);
    await Promise.resolve();
    const bug = stage.shard.send('counter:b', { type: 'bug' });
    await expect(bug).rejects.toThrow('a bug in an action');
    await stage.until(() => stored(stage, 'counter:a') === 1);
    await stage.shard.send('counter:b', { type: 'settled' });
    expect(stored(stage, 'counter:a')).toBe(1);
  });

  test('whose actor was let go by a bug in its group runs again', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'wait', until: stage.clock.now() + 1000 });
    await expect(stage.shard.send('counter:a', { type: 'bug' })).rejects.toThrow();
    stage.clock.pass(1000);
    await stage.until(() => stored(stage, 'counter:a') === 1);
    expect(stored(stage, 'counter:a')).toBe(1);
  });
});

/** A shard that was started on the snapshot of `counter:a` of a program that nobody knows. */
async function aDamagedStage(): Promise<Stage> {
  const path = join(tempFolder(), 'state.db');
  const first = await aStage(path);
  await first.shard.send('counter:a', { type: 'wait', until: first.clock.now() + 1000 });
  first.store.db.prepare(`UPDATE snapshots SET version = 99 WHERE address = 'counter:a'`).run();
  leave(first);
  return aStage(path, first.clock);
}

describe('a snapshot that cannot be restored', () => {
  test('quarantines its actor and leaves the others alone', async () => {
    const stage = await aDamagedStage();
    expect([...stage.shard.quarantined.keys()]).toEqual(['counter:a']);
    await expect(stage.shard.send('counter:a', { type: 'settled' })).rejects.toThrow('quarantined');
    await stage.shard.send('counter:b', { type: 'settled' });
  });

  test('is no trouble any more once its actor is forgotten for good', async () => {
    const stage = await aDamagedStage();
    await stage.shard.request((turn) => turn.forget('counter:a'));
    expect([...stage.shard.quarantined.keys()]).toEqual([]);
    await stage.shard.send('counter:a', { type: 'settled' });
  });
});
