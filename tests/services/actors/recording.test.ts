import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { aStage, leave, type Stage } from './stage.ts';

interface Recorded {
  readonly delivery: number;
  readonly at: number;
  readonly event: string;
  readonly state: string;
}

const recorded = ({ store }: Stage, address = 'counter:a'): Recorded[] =>
  store.db
    .prepare<[string], Recorded>('SELECT delivery, at, event, state FROM transitions WHERE address = ? ORDER BY seq')
    .all(address);
const eventsOf = (stage: Stage, address?: string) => recorded(stage, address).map(({ event }) => event);
const settled = (asked: Promise<unknown>[]) =>
  Promise.allSettled(asked).then((outcomes) => outcomes.map(({ status }) => status));

describe('the steps of an actor', () => {
  test('begin when it is first told something, and have the delivery and the time of each', async () => {
    const stage = await aStage();
    const now = stage.clock.now();
    await stage.shard.send('counter:a', { type: 'settled' });
    await stage.shard.send('counter:a', { type: 'wait', until: now + 10 });
    stage.clock.pass(10);
    await stage.until(() => recorded(stage).length === 3);
    expect(recorded(stage)).toEqual([
      { delivery: 1, at: now, event: 'xstate.init', state: '"ready"' },
      { delivery: 2, at: now, event: 'wait', state: '"waiting"' },
      { delivery: 3, at: now + 10, event: 'xstate.done.actor.deadline', state: '"ready"' },
    ]);
  });

  test('are there once for a group that was redone, and a delivery that threw has none', async () => {
    const stage = await aStage();
    const until = stage.clock.now() + 1000;
    const asked = [
      stage.shard.send('counter:a', { type: 'wait', until }),
      stage.shard.send('counter:b', { type: 'wait', until }),
      stage.shard.request(({ send }) => {
        send('counter:c', { type: 'wait', until });
        send('counter:c', { type: 'bug' });
      }),
      stage.shard.send('counter:b', { type: 'settled' }),
    ];
    expect(await settled(asked)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(eventsOf(stage, 'counter:a')).toEqual(['xstate.init', 'wait']);
    expect(eventsOf(stage, 'counter:b')).toEqual(['xstate.init', 'wait']);
    expect(eventsOf(stage, 'counter:c')).toEqual([]);
    // The failed one is gone from memory as well: its next step is its first.
    await stage.shard.send('counter:c', { type: 'wait', until });
    expect(recorded(stage, 'counter:c').map(({ delivery, event }) => [delivery, event])).toEqual([
      [1, 'xstate.init'],
      [1, 'wait'],
    ]);
  });

  test('do not come again when it is restored', async () => {
    const path = join(tempFolder(), 'state.db');
    const first = await aStage(path);
    await first.shard.send('counter:a', { type: 'wait', until: first.clock.now() + 1000 });
    leave(first);
    const second = await aStage(path, first.clock);
    expect(eventsOf(second)).toEqual(['xstate.init', 'wait']);
    second.clock.pass(1000);
    await second.until(() => recorded(second).length === 3);
    expect(eventsOf(second)).toEqual(['xstate.init', 'wait', 'xstate.done.actor.deadline']);
  });

  test('are not what full disks have undone', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'settled' });
    stage.disk.isFull = true;
    await expect(
      stage.shard.send('counter:a', { type: 'wait', until: stage.clock.now() + 1000 }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    stage.disk.isFull = false;
    expect(eventsOf(stage)).toEqual(['xstate.init']);
  });

  test('go with it when it is let go for good, and leave a number behind', async () => {
    const stage = await aStage();
    await stage.shard.send('counter:a', { type: 'settled' });
    await stage.shard.send('counter:b', { type: 'settled' });
    const last = () =>
      stage.store.db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'transitions'`).pluck().get();
    const before = last();
    await stage.shard.request(({ forget }) => forget('counter:a'));
    expect([eventsOf(stage), eventsOf(stage, 'counter:b')]).toEqual([[], ['xstate.init']]);
    expect([before, last()]).toEqual([2, 3]);
  });
});
