import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { AGENT_DDL } from '../../../../services/store/agent-history.ts';
import { aMachine, DAY, type MachineParts, NOON } from '../a-machine.ts';
import { aRealJournal } from '../a-real-journal.ts';

const PROFILES = '/nix/var/nix/profiles';
const TESTS = '/var/lib/nixfleet-compliance/recovery-tests.json';
const AGENT = '/var/lib/nixfleet/state.db';

const storePath = (number: number) => `/nix/store/${String(number).padStart(32, '0')}-nixos-system-web-01`;
const link = (number: number) => `${PROFILES}/system-${number}-link`;

/** A machine with a year of journal, and generations of so many days; `current` is a number of these. */
function aHost(days: Readonly<Record<number, number>>, current: number, parts: MachineParts = {}) {
  const numbers = Object.keys(days).map(Number);
  return aMachine({
    ...parts,
    files: {
      '/etc/systemd/journald.conf': '[Journal]\nStorage=persistent\nMaxRetentionSec=365day\n',
      ...aRealJournal(),
      ...parts.files,
    },
    directories: [...numbers.map(storePath), ...(parts.directories ?? [])],
    links: {
      ...Object.fromEntries(numbers.map((number) => [link(number), storePath(number)])),
      [`${PROFILES}/system`]: `system-${current}-link`,
      ...parts.links,
    },
    changed: {
      ...Object.fromEntries(Object.entries(days).map(([number, age]) => [link(Number(number)), NOON - age * DAY])),
      ...parts.changed,
    },
  });
}

const tested = (at: string, kind = 'rollback'): MachineParts => ({
  files: { [TESTS]: JSON.stringify([{ at, kind, seconds: 90 }]) },
});
const probed = async (machine: ReturnType<typeof aMachine>, options: object = {}) => {
  const output = await runProbe('incident-response', options, machine);
  return Object.assign(output, {
    ids: output.findings.map(({ id }) => id),
    texts: output.findings.map(({ text }) => text),
  });
};

describe('incident response', () => {
  test('is met where the log is kept and going back was tested in time', async () => {
    const {
      findings,
      journal_available: isReadable,
      ...seen
    } = await probed(aHost({ 40: 90, 41: 2 }, 41, tested('2026-04-01T10:00:00Z')));
    expect(findings).toEqual([]);
    expect(isReadable).toBe(true);
    expect(seen).toMatchObject({
      nixos_generations_available: 2,
      current_generation: 41,
      oldest_generation_days: 90,
      rollback_available: true,
      last_rollback_days: 19,
      last_rollback_source: 'recovery-tests',
    });
  });

  test('fails where there is no journal', async () => {
    const machine = aMachine({ files: { '/etc/systemd/journald.conf': '[Journal]\nStorage=none\n' } });
    const { ids, texts } = await probed(machine);
    expect(ids).toEqual(['journal', 'rollback', 'alert-retention', 'rollback-test']);
    expect(texts[1]).toContain('names no generation');
  });

  test('fails where the journal is kept for a shorter time than is demanded', async () => {
    const machine = aHost({ 1: 3 }, 1);
    expect((await probed(machine, { alertRetentionDays: 366 })).ids).toEqual(['alert-retention']);
  });

  test('does not mind that the first system has none before it', async () => {
    expect(await probed(aHost({ 1: 3 }, 1))).toMatchObject({ ids: [], rollback_available: false, first_system: true });
  });

  test('fails where all that came before was thrown away', async () => {
    expect((await probed(aHost({ 12: 3 }, 12), { rollbackTestInterval: null })).ids).toEqual(['rollback']);
  });

  test('does not count a generation whose system is no longer in the store', async () => {
    const machine = aHost({ 12: 3 }, 12, { links: { [link(11)]: storePath(11) } });
    expect((await probed(machine, { rollbackTestInterval: null })).ids).toEqual(['rollback']);
  });

  test.each([
    ['was never tested', {}, 'never tested'],
    ['was tested too long ago', tested('2026-03-01T10:00:00Z'), '50 days ago, monthly is demanded'],
    ['was tested by a restoration only', tested('2026-04-19T10:00:00Z', 'restore'), 'never tested'],
    ['is said to be tested tomorrow', tested('2026-04-21T12:00:00Z'), 'not readable'],
  ])('fails where going back %s', async (_, parts, why) => {
    const { texts, ids } = await probed(aHost({ 40: 90, 41: 2 }, 41, parts));
    expect(ids).toEqual(['rollback-test']);
    expect(texts[0]).toContain(why);
  });

  test('demands no test where none is asked for', async () => {
    expect((await probed(aHost({ 40: 90, 41: 2 }, 41), { rollbackTestInterval: null })).ids).toEqual([]);
  });

  test('gives a new machine as long as the interval for its first test', async () => {
    expect((await probed(aHost({ 1: 31, 2: 5 }, 2))).ids).toEqual([]);
    expect((await probed(aHost({ 1: 32, 2: 5 }, 2))).ids).toEqual(['rollback-test']);
  });

  test('counts a profile that names an older generation right now', async () => {
    const machine = aHost({ 40: 90, 41: 2 }, 40, { changed: { [`${PROFILES}/system`]: NOON - DAY } });
    expect(await probed(machine)).toMatchObject({ ids: [], last_rollback_days: 1, last_rollback_source: 'profile' });
  });

  test('takes nothing that a wrong clock has dated for a proof', async () => {
    const later = NOON + 400 * DAY;
    const { texts, ids } = await probed(aHost({ 40: 90, 41: 2 }, 40, { changed: { [`${PROFILES}/system`]: later } }));
    expect(ids).toEqual(['rollback-test']);
    expect(texts[0]).toContain('profile: 2027-05-25T12:00:00Z is still to come');
    expect((await probed(aHost({ 1: -400, 2: 5 }, 2))).ids).toEqual(['rollback-test']);
  });

  test('counts what the agent has taken back', async () => {
    const machine = aHost({ 40: 90, 41: 2 }, 41, { directories: ['/var/lib/nixfleet'] });
    const db = new SQLite(machine.path(AGENT));
    for (const statement of AGENT_DDL) db.exec(statement);
    const insert = db.prepare('INSERT INTO events (timestamp, kind) VALUES (?, ?)');
    insert.run('2026-04-10 12:00:00', 'rollback');
    insert.run('2026-04-18 12:00:00', 'deploy');
    db.close();
    expect(await probed(machine)).toMatchObject({ ids: [], last_rollback_days: 10, last_rollback_source: 'agent' });
    expect((await probed(machine, { agentDatabase: null })).ids).toEqual(['rollback-test']);
  });

  test('says that the agent could not be asked', async () => {
    const { texts } = await probed(
      aHost({ 40: 90, 41: 2 }, 41, { files: { [AGENT]: 'no database at all, be it so long' } }),
    );
    expect(texts).toEqual([expect.stringContaining('state.db: file is not a database')]);
  });

  test('refuses an interval that is none', async () => {
    await expect(probed(aMachine(), { rollbackTestInterval: 'often' })).rejects.toThrow('rollbackTestInterval');
  });
});
