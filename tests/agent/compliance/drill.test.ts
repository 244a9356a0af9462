import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../agent/compliance/command-line.ts';
import { createMachine } from '../../../agent/compliance/machine.ts';
import { runProbe } from '../../../agent/compliance/run-probe.ts';
import { drill } from '../../../agent/compliance/verbs/drill.ts';
import { tempFolder } from '../../support/temp.ts';
import { DAY, NOON } from './a-machine.ts';

const FILE = 'var/lib/nixfleet-compliance/recovery-tests.json';
const note = (root: string, words: readonly string[], now = NOON) =>
  drill(readCommandLine(['drill', '--root', root, ...words], {}), now);
const recordIn = (root: string): unknown => JSON.parse(readFileSync(join(root, FILE), 'utf8'));

describe('noting a recovery test', () => {
  test('adds it to the record', async () => {
    const root = tempFolder();
    await note(root, ['rollback', '--minutes', '0.5']);
    const { output } = await note(root, ['restore', '--minutes', '90', '--by', 'kim', '--note', 'to a VM'], NOON + DAY);
    expect(output).toContain('restore of 2026-04-21T12:00:00Z noted, 2 in all');
    expect(recordIn(root)).toEqual([
      { at: '2026-04-20T12:00:00Z', kind: 'rollback', seconds: 30 },
      { at: '2026-04-21T12:00:00Z', kind: 'restore', seconds: 5400, by: 'kim', note: 'to a VM' },
    ]);
  });

  test('is what disaster recovery waits for', async () => {
    const root = tempFolder();
    const found = async () =>
      (await runProbe('disaster-recovery', {}, createMachine(root, NOON))).findings.map(({ id }) => id);
    expect(await found()).toEqual(['generations', 'recovery-test', 'recovery-time']);
    await note(root, ['restore', '--minutes', '90']);
    expect(await found()).toEqual(['generations']);
  });

  test('leaves a record alone that it does not understand', async () => {
    const root = tempFolder();
    await note(root, ['restore', '--minutes', '90']);
    writeFileSync(join(root, FILE), '[{"at": "yesterday"}]');
    await expect(note(root, ['restore', '--minutes', '90'])).rejects.toThrow('mend it by hand');
    expect(recordIn(root)).toEqual([{ at: 'yesterday' }]);
    expect(readdirSync(join(root, FILE, '..'))).toEqual(['recovery-tests.json']);
  });

  test.each([
    [['--minutes', '90'], 'what was tested'],
    [['fire', '--minutes', '90'], 'what was tested'],
    [['restore'], '--minutes'],
    [['restore', '--minutes', 'long'], '--minutes'],
    [['restore', '--minutes', '999999'], 'seconds'],
    [['restore', '--minutes', '9', '--note', 'x'.repeat(2000)], 'note'],
  ])('refuses %j', async (words, why) => {
    await expect(note(tempFolder(), words)).rejects.toThrow(why);
  });
});
