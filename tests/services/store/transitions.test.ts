import { join } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { createEventReads } from '../../../services/store/read/events.ts';
import { createTransitionReads } from '../../../services/store/read/transitions.ts';
import { createTransitions, TRANSITIONS_DDL } from '../../../services/store/transitions.ts';
import { tempFolder } from '../../support/temp.ts';

/** A database of steps of which only the newest are kept, as the agent has one. */
function someSteps(kept?: number) {
  const db = new SQLite(':memory:');
  onTestFinished(() => void db.close());
  for (const ddl of TRANSITIONS_DDL) db.exec(ddl);
  const transitions = createTransitions(db, kept);
  const reads = createTransitionReads(db);
  const add = (event: string, address = 'agent:self') =>
    transitions.add({ address, delivery: 1, event, detail: '{}', taken: '[]', state: '"idle"' }, 1000);
  return { transitions, reads, add };
}

/** What SQLite goes through for what it is asked in `work`. */
function plansOf(path: string, work: (db: Database) => void): string[] {
  const asked: string[] = [];
  const db = new SQLite(path, { verbose: (sql) => void asked.push(String(sql)) });
  onTestFinished(() => void db.close());
  work(db);
  return [...asked].flatMap((sql) =>
    db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail),
  );
}

const seqsIn = (steps: readonly { readonly seq: number }[]) => steps.map(({ seq }) => seq);

describe('the steps in a database', () => {
  test('go from the oldest on when there are more than are kept', () => {
    const { reads, add } = someSteps(3);
    for (const event of ['xstate.init', 'b', 'c', 'd', 'e']) add(event);
    const { items } = reads.history('agent:self', { limit: 10 });
    expect(seqsIn(items)).toEqual([5, 4, 3]);
    expect(reads.lastSeq()).toBe(5);
    expect(reads.lostUpTo('agent:self')).toBe(2);
  });

  test('are all kept without a limit', () => {
    const { reads, add } = someSteps();
    for (let n = 0; n < 50; n += 1) add('a');
    expect(reads.history('agent:self', { limit: 100 }).items).toHaveLength(50);
  });

  test('are in pages, newest first, and after a seq, oldest first', () => {
    const { reads, add } = someSteps();
    for (let n = 0; n < 5; n += 1) add('a', n === 2 ? 'agent:other' : 'agent:self');
    const first = reads.history('agent:self', { limit: 2 });
    expect([seqsIn(first.items), first.next]).toEqual([[5, 4], '4']);
    const second = reads.history('agent:self', { limit: 2, after: first.next });
    expect([seqsIn(second.items), second.next]).toEqual([[2, 1], undefined]);
    expect(seqsIn(reads.since('agent:self', 1, 2))).toEqual([2, 4]);
    expect(() => reads.history('agent:self', { limit: 2, after: '4; DROP' })).toThrow('`after` is the id');
  });

  test('of an actor whose first one is there are all there, whatever is gone of others', () => {
    const { reads, add, transitions } = someSteps();
    add('xstate.init', 'agent:other');
    add('xstate.init');
    transitions.remove('agent:other');
    expect(reads.lostUpTo('agent:self')).toBe(0);
  });

  test('of an actor that is forgotten are gone, and its going has a number', () => {
    const { reads, add, transitions } = someSteps();
    add('xstate.init');
    transitions.remove('agent:self');
    expect([reads.history('agent:self', { limit: 9 }).items, reads.lastSeq()]).toEqual([[], 2]);
    add('xstate.init');
    expect(seqsIn(reads.history('agent:self', { limit: 9 }).items)).toEqual([3]);
  });
});

describe('who follows rows as they come', () => {
  test('is told whose they are without a look at all that was before', async () => {
    const path = join(tempFolder(), 'state.db');
    (await openStore(path)).close();
    const plans = plansOf(path, (db) => {
      expect(createTransitionReads(db).countsSince(0)).toEqual([]);
      expect(createEventReads(db).rolloutsSince(0)).toEqual([]);
    });
    expect(plans.filter((step) => step.includes(' USING INTEGER PRIMARY KEY (rowid>?)'))).toHaveLength(2);
    expect(plans.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  });
});
