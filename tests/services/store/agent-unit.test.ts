import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentEmission, ReportEmission, ReportKind } from '../../../machines/agent-emissions.ts';
import type { Attempt } from '../../../machines/model/attempt.ts';
import { type AgentUnit, openAgentUnit } from '../../../services/store/agent-unit.ts';
import { isLocked } from '../../../services/store/lock.ts';
import { createOutbox } from '../../../services/store/outbox.ts';
import { aFolder } from '../host/waiting.ts';

const aReport = (kind: ReportKind, message: string = kind): ReportEmission => ({
  type: 'report',
  kind,
  running: '/nix/store/a-b',
  success: true,
  message,
  health: null,
  evidence: null,
});

async function aUnit(committed?: (emissions: readonly AgentEmission[]) => void) {
  const path = join(await aFolder(), 'nested', 'folder', 'state.db');
  const unit = openAgentUnit({ path, newEpoch: 'e1', ...(committed && { committed }) });
  const db = new SQLite(path);
  onTestFinished(() => {
    unit.close();
    db.close();
  });
  const rows = (sql: string) => db.prepare(sql).all();
  return { unit, db, rows, path };
}

const record = (unit: AgentUnit, ...emissions: AgentEmission[]) =>
  unit.transaction(() => emissions.forEach((emission) => unit.record('agent:self', emission, 5)));

describe("the agent's database", () => {
  test('has the tables of v0.1.1', async () => {
    const { rows } = await aUnit();
    expect(rows(`SELECT name, type, "notnull", pk FROM pragma_table_info('events')`)).toEqual([
      { name: 'id', type: 'INTEGER', notnull: 0, pk: 1 },
      { name: 'timestamp', type: 'TEXT', notnull: 1, pk: 0 },
      { name: 'kind', type: 'TEXT', notnull: 1, pk: 0 },
      { name: 'hash', type: 'TEXT', notnull: 0, pk: 0 },
      { name: 'message', type: 'TEXT', notnull: 0, pk: 0 },
    ]);
    expect(rows(`SELECT name, type FROM pragma_table_info('state')`)).toEqual([
      { name: 'key', type: 'TEXT' },
      { name: 'value', type: 'TEXT' },
    ]);
  });

  test('writes the history of v0.1.1', async () => {
    const { unit, rows } = await aUnit();
    record(
      unit,
      aReport('up-to-date'),
      aReport('applying'),
      aReport('deployed'),
      aReport('rolled-back', 'rolled back: ill'),
    );
    record(unit, { type: 'note', kind: 'error', hash: null, message: 'check failed: down' }, aReport('health-check'));
    expect(rows('SELECT kind, hash, message FROM events')).toEqual([
      { kind: 'check', hash: '/nix/store/a-b', message: 'up-to-date' },
      { kind: 'deploy', hash: '/nix/store/a-b', message: 'success' },
      { kind: 'rollback', hash: null, message: 'ill' },
      { kind: 'error', hash: null, message: 'check failed: down' },
    ]);
    expect(rows(`SELECT value FROM state WHERE key = 'current_generation'`)).toEqual([{ value: '/nix/store/a-b' }]);
  });

  test('can be opened by v0.1.1 and again by us: same epoch, same reports', async () => {
    const { unit, path } = await aUnit();
    record(unit, aReport('deployed'));
    unit.close();
    const again = openAgentUnit({ path, newEpoch: 'e2' });
    onTestFinished(() => again.close());
    expect(again.epoch).toBe('e1');
    expect(again.outbox.first()).toMatchObject({ kind: 'deployed', seq: 1, at: 5 });
  });

  test('undoes all of a unit of work that throws, and says nothing of it', async () => {
    const said: AgentEmission[] = [];
    const { unit, rows } = await aUnit((emissions) => said.push(...emissions));
    expect(() =>
      unit.transaction(() => {
        unit.record('agent:self', aReport('deployed'), 5);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(rows('SELECT * FROM events')).toEqual([]);
    expect(unit.outbox.count()).toBe(0);
    record(unit, aReport('up-to-date'));
    expect(said).toHaveLength(1);
  });

  test.each(['this is no database'.repeat(100), 'SQLite format 3\0'])(
    'that is damaged is set aside, with a word, and begun anew',
    async (text) => {
      const folder = await aFolder();
      const path = join(folder, 'state.db');
      writeFileSync(path, text);
      const warnings: string[] = [];
      const unit = openAgentUnit({ path, newEpoch: 'e1', warn: (warning) => warnings.push(warning) });
      onTestFinished(() => unit.close());
      record(unit, aReport('deployed'));
      expect(unit.outbox.count()).toBe(1);
      expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text);
      expect(warnings).toEqual([expect.stringContaining(`${path}.damaged`)]);
    },
  );

  test('that is damaged behind its first pages is set aside, too: it would fail at each start', async () => {
    const path = join(await aFolder(), 'state.db');
    const before = openAgentUnit({ path, newEpoch: 'e1' });
    record(before, ...Array.from({ length: 50 }, () => aReport('deployed', 'well'.repeat(500))));
    before.close();
    const bytes = readFileSync(path);
    // The schema stays; the pages of the tables are overwritten.
    writeFileSync(path, bytes.fill(0xa5, 2 * bytes.readUInt16BE(16)));
    const warnings: string[] = [];
    const unit = openAgentUnit({ path, newEpoch: 'e2', warn: (warning) => warnings.push(warning) });
    onTestFinished(() => unit.close());
    record(unit, aReport('deployed'));
    expect(unit.outbox.count()).toBe(1);
    expect(warnings).toEqual([expect.stringContaining(`${path}.damaged`)]);
  });

  test('that cannot be opened says what to look at', async () => {
    const { path } = await aUnit();
    expect(() => openAgentUnit({ path: `${path}/state.db`, newEpoch: 'e' })).toThrow(
      'check --db-path and its permissions',
    );
  });
});

describe('two agents on one database', () => {
  test('are one too many: the second is refused while the first is there, and no longer', async () => {
    const { unit, path } = await aUnit();
    expect(isLocked(path)).toBe(true);
    expect(() => openAgentUnit({ path, newEpoch: 'e2' })).toThrow('one machine has one agent');
    unit.close();
    expect(isLocked(path)).toBe(false);
    openAgentUnit({ path, newEpoch: 'e2' }).close();
  });

  test('are told apart without taking what is looked at, also where there is none', async () => {
    const { unit, path } = await aUnit();
    unit.close();
    expect([isLocked(path), isLocked(path), isLocked(`${path}.other`)]).toEqual([false, false, false]);
    expect(existsSync(`${path}.other.lock`)).toBe(false);
  });
});

describe('an attempt', () => {
  const attempt: Attempt = {
    ...{ id: '1-1', wanted: '/nix/store/b-new', assignment: null, previous: '/nix/store/a-old', profile: null },
    ...{ bootId: null, mode: 'switch', phase: 'switching', deadline: 0, problem: null },
  };

  test('is written down with the unit of work that takes its step, or not at all', async () => {
    const { unit } = await aUnit();
    record(unit, aReport('applying'), { type: 'attempt', attempt, end: null });
    expect(unit.attempts.open()).toEqual(attempt);
    expect(() =>
      unit.transaction(() => {
        unit.record('agent:self', { type: 'attempt', attempt, end: 'deployed' } as AgentEmission, 5);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(unit.attempts.open()).toEqual(attempt);
  });

  test('is found by whoever is the agent next', async () => {
    const { unit, path } = await aUnit();
    record(unit, { type: 'attempt', attempt, end: null });
    unit.close();
    const again = openAgentUnit({ path, newEpoch: 'e2' });
    onTestFinished(() => again.close());
    expect(again.attempts.open()).toEqual(attempt);
  });
});

describe('the outbox', () => {
  test('gives reports in order, and never the same number twice', async () => {
    const { unit } = await aUnit();
    record(unit, aReport('applying'));
    unit.outbox.remove(1);
    record(unit, aReport('deployed'), aReport('health-check'));
    expect(unit.outbox.first()).toMatchObject({ seq: 2, kind: 'deployed' });
  });

  test('drops the oldest when there are too many, but the newest of each kind', async () => {
    const { db } = await aUnit();
    const outbox = createOutbox(db, 3);
    for (const kind of ['rolled-back', 'applying', 'applying', 'applying', 'up-to-date'] as const)
      outbox.put(aReport(kind), 0);
    expect(db.prepare('SELECT kind FROM outbox ORDER BY seq').pluck().all()).toEqual([
      'rolled-back',
      'applying',
      'up-to-date',
    ]);
  });

  test('keeps only the newest health report: the older ones say nothing any more', async () => {
    const { unit } = await aUnit();
    record(unit, aReport('health-check', 'ill'), aReport('deployed'), aReport('health-check', 'well'));
    expect(unit.outbox.count()).toBe(2);
    unit.outbox.remove(2);
    expect(unit.outbox.first()).toMatchObject({ seq: 3, message: 'well' });
  });
});
