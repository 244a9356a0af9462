import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ReportEmission, ReportKind } from '../../../machines/agent-emissions.ts';
import { makeAgentTables } from '../../../services/store/agent-unit.ts';
import { createOutbox } from '../../../services/store/outbox.ts';

const aReport = (message: string, kind: ReportKind = 'up-to-date'): ReportEmission => ({
  ...{ type: 'report', kind, running: '/nix/store/a-b', success: true, message, health: null, evidence: null },
});

/** An outbox with these reports. */
function anOutbox(...messages: readonly string[]) {
  const db = new SQLite(':memory:');
  makeAgentTables(db);
  const outbox = createOutbox(db);
  for (const message of messages) outbox.put(aReport(message), 0);
  return outbox;
}

describe('an outbox that is sent over a link', () => {
  test('has what comes after a number', () => {
    const outbox = anOutbox('a', 'b', 'c');
    expect(outbox.after(0)?.message).toBe('a');
    expect(outbox.after(2)).toMatchObject({ message: 'c', seq: 3 });
    expect(outbox.after(3)).toBeUndefined();
  });

  test('forgets all up to a number', () => {
    const outbox = anOutbox('a', 'b', 'c');
    outbox.removeThrough(2);
    expect(outbox.first()?.message).toBe('c');
    outbox.removeThrough(99);
    expect(outbox.count()).toBe(0);
  });

  test('knows how far it has counted, also when it is empty', () => {
    const outbox = anOutbox();
    expect(outbox.lastSeq()).toBe(0);
    outbox.put(aReport('a'), 0);
    outbox.put(aReport('b'), 0);
    outbox.removeThrough(2);
    expect(outbox.lastSeq()).toBe(2);
  });

  test('knows how much waits', () => {
    expect(anOutbox().size()).toEqual({ rows: 0, characters: 0 });
    const { rows, characters } = anOutbox('a', 'b').size();
    expect(rows).toBe(2);
    expect(characters).toBe(2 * JSON.stringify(aReport('a')).length);
  });
});
