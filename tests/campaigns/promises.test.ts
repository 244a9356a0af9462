import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { Promises } from './promises.ts';

const pinned = (tag: string) => ({ kind: 'pinned', machineId: 'm2', tag }) as const;

function pinnedIs(tag: string) {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  db.exec(`CREATE TABLE machine_tags (machine_id TEXT, source TEXT, tag TEXT);
    INSERT INTO machine_tags VALUES ('m2', 'pinned', '${tag}')`);
  return db;
}

test('a write that was never answered may be there or not, and is there from then on if it was', () => {
  const promises = new Promises();
  promises.asked(pinned('a'));
  promises.acknowledged(pinned('a'));
  promises.asked(pinned('b'));
  expect(promises.brokenIn(pinnedIs('b'))).toEqual([]);
  promises.asked(pinned('c'));
  expect(promises.brokenIn(pinnedIs('b'))).toEqual([]);
  expect(promises.brokenIn(pinnedIs('a'))).toEqual([expect.stringContaining('found a')]);
});

test('what was promised is missed when it is not there', () => {
  const promises = new Promises();
  promises.acknowledged(pinned('a'));
  expect(promises.brokenIn(pinnedIs('z'))).toEqual([expect.stringContaining('found z')]);
});
