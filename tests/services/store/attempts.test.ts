import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AttemptEmission } from '../../../machines/agent-emissions.ts';
import type { Attempt, AttemptEnd } from '../../../machines/model/attempt.ts';
import { makeAgentTables } from '../../../services/store/agent-unit.ts';
import { createAttempts } from '../../../services/store/attempts.ts';

const OLD = '/nix/store/aaaa-old';
const NEW = '/nix/store/bbbb-new';

const anAttempt = (changed: Partial<Attempt> = {}): Attempt => ({
  ...{ id: '1000-1', wanted: NEW, assignment: 'r:0:1', previous: OLD, profile: OLD, bootId: 'b1' },
  ...{ mode: 'test-then-boot', phase: 'confirming', deadline: 1_700_000_000_000, problem: null },
  ...changed,
});

function aTable() {
  const db = new SQLite(':memory:');
  onTestFinished(() => void db.close());
  makeAgentTables(db);
  const attempts = createAttempts(db);
  const put = (attempt: Attempt, end: AttemptEnd | null = null) =>
    attempts.put({ type: 'attempt', attempt, end } satisfies AttemptEmission);
  const set = (columns: string) => db.exec(`UPDATE attempt SET ${columns}`);
  return { db, attempts, put, set };
}

describe('an attempt that is written down', () => {
  test.each([
    anAttempt(),
    anAttempt({ assignment: null, profile: null, bootId: null, mode: 'switch', phase: 'preparing', previous: '' }),
    anAttempt({ phase: 'returning', problem: { outcome: 'unhealthy', reason: 'nobody "confirmed"\n in time' } }),
  ])('is read as it was: %#', (attempt) => {
    const { attempts, put } = aTable();
    put(attempt);
    expect(attempts.open()).toEqual(attempt);
  });

  test('is one row, however often it takes a step', () => {
    const { attempts, put } = aTable();
    put(anAttempt({ phase: 'preparing' }));
    put(anAttempt({ phase: 'switching' }));
    put(anAttempt({ phase: 'settling' }), 'deployed');
    expect(attempts.open()).toBeNull();
    expect(attempts.newest(9)).toEqual([{ attempt: anAttempt({ phase: 'settling' }), end: 'deployed' }]);
  });

  test('is the newest that has not ended', () => {
    const { attempts, put } = aTable();
    put(anAttempt(), 'rolled_back');
    put(anAttempt({ id: '2000-2' }));
    expect(attempts.open()?.id).toBe('2000-2');
    expect(attempts.newest(1)).toMatchObject([{ attempt: { id: '2000-2' }, end: null }]);
  });

  test('is kept with its hundred newest, and while it has not ended', () => {
    const { db, attempts, put } = aTable();
    put(anAttempt());
    for (let n = 2; n <= 130; n += 1) put(anAttempt({ id: `${n}` }), 'deployed');
    expect(db.prepare('SELECT count(*) FROM attempt').pluck().get()).toBe(101);
    expect(attempts.open()).toEqual(anAttempt());
  });
});

describe('the last failure', () => {
  test.each([
    ['not_applied', true],
    ['rolled_back', true],
    ['rollback_failed', true],
    ['deployed', false],
    ['withdrawn', false],
    ['superseded', false],
  ] as const)('is an attempt that is %s: %s', (end, isFailure) => {
    const { attempts, put } = aTable();
    put(anAttempt(), end);
    expect(attempts.lastFailed()).toEqual(isFailure ? anAttempt() : null);
  });

  test('is forgotten once another attempt has begun', () => {
    const { attempts, put } = aTable();
    put(anAttempt(), 'rolled_back');
    put(anAttempt({ id: '2' }));
    expect(attempts.lastFailed()).toBeNull();
  });

  test('is none when a newer agent has ended it in a way that this one does not know', () => {
    const { attempts, put, set } = aTable();
    put(anAttempt(), 'deployed');
    set(`outcome = 'teleported'`);
    expect(attempts.lastFailed()).toBeNull();
    expect(attempts.newest(1)).toMatchObject([{ end: 'teleported' }]);
  });
});

describe('an attempt of another agent', () => {
  test.each([
    ['in a phase that is not known', `phase = 'teleporting'`],
    ['in a mode that is not known', `mode = 'dream'`],
    ['with a deadline that is no number', `deadline = 'soon'`],
    ['with a problem that is not known', `problem = '{"outcome":"bored","reason":"x"}'`],
    ['that wants nothing that could be run', `wanted = x'00ff', phase = 'x'`],
  ])('%s goes back to what ran before', (_, columns) => {
    const { attempts, put, set } = aTable();
    put(anAttempt());
    set(columns);
    expect(attempts.open()).toMatchObject({ id: '1000-1', previous: OLD, profile: OLD, phase: 'returning' });
    expect(attempts.open()?.problem?.reason).toContain('another version of the agent began this');
  });

  test.each([
    ['what ran before is no store path', `previous = '/etc/passwd'`],
    ['nothing ran before', `previous = ''`],
    ['its name names no files', `id = '../../etc'`],
  ])('is none when it is not understood, and %s', (_, columns) => {
    const { attempts, put, set } = aTable();
    put(anAttempt());
    set(`phase = 'teleporting', ${columns}`);
    expect(attempts.open()).toBeNull();
  });

  test('ends like any other, and then is none', () => {
    const { attempts, put, set } = aTable();
    put(anAttempt());
    set(`phase = 'teleporting'`);
    const salvaged = attempts.open();
    if (salvaged !== null) put(salvaged, 'rolled_back');
    expect(attempts.open()).toBeNull();
    expect(attempts.lastFailed()).toMatchObject({ wanted: NEW });
  });

  test('keeps in columns of its own what this one does not know', () => {
    const { db, put, attempts: before } = aTable();
    put(anAttempt());
    db.exec(`ALTER TABLE attempt ADD COLUMN mood TEXT DEFAULT 'calm'`);
    db.exec(`UPDATE attempt SET mood = 'bold'`);
    makeAgentTables(db);
    const attempts = createAttempts(db);
    expect(attempts.open()).toEqual(anAttempt());
    expect(before.open()).toEqual(anAttempt());
    attempts.put({ type: 'attempt', attempt: anAttempt({ phase: 'settling' }), end: null });
    expect(db.prepare('SELECT phase, mood FROM attempt').all()).toEqual([{ phase: 'settling', mood: 'bold' }]);
  });

  test('is read with a problem in plain words', () => {
    const { attempts, put, set } = aTable();
    put(anAttempt());
    set(`problem = 'it broke'`);
    expect(attempts.open()?.problem).toEqual({ outcome: 'apply_failed', reason: 'it broke' });
  });
});
