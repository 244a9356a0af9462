import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../services/store/open.ts';
import { Unit } from '../../../services/store/unit.ts';
import { LINES_KEPT } from '../../../services/store/write/agents.ts';
import { tempFolder } from '../../support/temp.ts';

/** A unit of work, and the numbers of the lines that are kept of a machine. */
async function aUnit() {
  const { db, close } = await openStore(join(tempFolder(), 'state.db'));
  onTestFinished(close);
  const lines = db.prepare<[string], number>('SELECT n FROM agent_logs WHERE machine_id = ? ORDER BY id').pluck();
  const addLines = (unit: Unit, machineId: string, first: number, count: number) =>
    unit.transaction(() => {
      for (let n = first; n < first + count; n += 500) {
        unit.agents.log(machineId, { attempt: 'a', n, lines: Array.from({ length: 500 }, (_, at) => `${n + at}`) }, 1);
      }
    });
  return {
    unit: new Unit(db),
    newUnit: () => new Unit(db),
    addLines,
    kept: (machineId: string) => lines.all(machineId),
  };
}

describe('the log of agents', () => {
  test('keeps the newest lines of each machine', async () => {
    const { unit, addLines, kept } = await aUnit();
    addLines(unit, 'web-01', 0, 500);
    addLines(unit, 'web-02', 0, LINES_KEPT + 1500);
    expect(kept('web-01')).toHaveLength(500);
    const lines = kept('web-02');
    expect(lines.at(-1)).toBe(LINES_KEPT + 1499);
    expect(lines).toHaveLength(LINES_KEPT);
    expect(lines[0]).toBe(1500);
  });

  test('is cut also by a process that did not write it', async () => {
    const { unit, newUnit, addLines, kept } = await aUnit();
    addLines(unit, 'web-01', 0, LINES_KEPT);
    const next = newUnit();
    next.agents.log('web-01', { attempt: 'b', n: 0, lines: ['one'] }, 2);
    expect(kept('web-01')).toHaveLength(LINES_KEPT);
    expect(kept('web-01').at(-1)).toBe(0);
  });

  test('may be longer for a while, so that not every line costs a look at all', async () => {
    const { unit, addLines, kept } = await aUnit();
    addLines(unit, 'web-01', 0, LINES_KEPT);
    for (let n = 0; n < 499; n += 1) unit.agents.log('web-01', { attempt: 'b', n, lines: ['one'] }, 2);
    expect(kept('web-01')).toHaveLength(LINES_KEPT + 499);
    unit.agents.log('web-01', { attempt: 'b', n: 499, lines: ['one'] }, 2);
    expect(kept('web-01')).toHaveLength(LINES_KEPT);
  });
});
