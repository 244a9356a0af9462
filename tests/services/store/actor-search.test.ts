import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { createActorReads } from '../../../services/store/read/actors.ts';
import { tempFolder } from '../../support/temp.ts';

/** A database of so many resting machines. */
async function aFleet(size: number) {
  const { db, close } = await openStore(join(tempFolder(), 'state.db'));
  onTestFinished(close);
  const add = db.prepare(
    `INSERT INTO snapshots (address, version, state, deliveries, pending) VALUES (?, 2, '{"value":"idle"}', 1, 0)`,
  );
  db.transaction(() => {
    for (let n = 0; n < size; n += 1) add.run(`machine:m-${n}`);
  })();
  return createActorReads(db);
}

describe('a search among actors', () => {
  test('looks through a few at a time, so that others have their turn', async () => {
    const actors = await aFleet(1200);
    let turns = 0;
    const turn = () => ((turns += 1), (next = setImmediate(turn)));
    let next = setImmediate(turn);
    onTestFinished(() => clearImmediate(next));
    expect(await actors.list({ limit: 10, search: 'nothing' }, new Map())).toEqual({ items: [] });
    expect(turns).toBeGreaterThan(1);
  });
});
