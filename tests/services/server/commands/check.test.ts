import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../../../services/server/commands/check.ts';
import { openStore } from '../../../../services/store/open.ts';
import { aScreen } from '../../../support/a-screen.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { tempFolder } from '../../../support/temp.ts';
import { aV0Database } from '../../../support/v0-database.ts';

const CHECKS = ['schema', 'file', 'references', 'actors', 'mail', 'dead letters', 'claims', 'assignments'];

/** A control plane whose only rollout is in its first of two batches. */
async function aFleet(options: object = {}) {
  const plane = await aServer();
  const entries = ['web-01', 'web-02'].map((hostname) => ({ hostname, store_path: '/nix/store/b', platform: 'x' }));
  for (const { hostname } of entries) {
    const json = aReport({ tags: ['web'] });
    await plane.ask('POST', `/api/v1/machines/${hostname}/report`, { role: null, json });
  }
  const { id } = (await (await plane.ask('POST', '/api/v1/releases', { json: { entries } })).json()) as { id: string };
  const json = { release_id: id, target: { tags: ['web'] }, strategy: 'canary', ...options };
  const response = await plane.ask('POST', '/api/v1/rollouts', { json });
  const { rollout_id: rollout } = (await response.json()) as { rollout_id: string };
  await committed(plane, () => openAssignments(plane) === 1);
  const screen = aScreen();
  const run = (dbPath = plane.db.name) => check.run({ file: '', dbPath, force: false }, screen);
  return { plane, rollout, screen, run };
}

const openAssignments = ({ db }: ServedPlane): number =>
  db.prepare(`SELECT count(*) FROM machines WHERE open_assignment IS NOT NULL`).pluck().get() as number;

/** Ends when the database has come to what is waited for. */
async function committed({ engine }: ServedPlane, isThere: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!isThere()) return;
      stop();
      resolve();
    };
    const stop = engine.onCommit(look);
    look();
  });
}

describe('the check of a database', () => {
  test('finds nothing wrong with one that is in use', async () => {
    const { plane, screen, run } = await aFleet();
    expect(await run()).toBe(true);
    expect(screen.lines).toEqual(CHECKS.map((name) => `ok     ${name}`));
    expect(plane.db.prepare(`SELECT count(*) FROM snapshots`).pluck().get()).toBeGreaterThanOrEqual(3);
    expect(openAssignments(plane)).toBe(1);
  });

  test('finds nothing wrong while a machine has to stay healthy', async () => {
    const { plane, screen, run } = await aFleet({ soak_seconds: 60 });
    const machineId = plane.db
      .prepare(`SELECT machine_id FROM machines WHERE open_assignment IS NOT NULL`)
      .pluck()
      .get();
    const health = { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' };
    const json = aReport({ machine_id: machineId, current_generation: '/nix/store/b', health });
    await plane.ask('POST', `/api/v1/machines/${String(machineId)}/report`, { role: null, json });
    expect(plane.db.prepare(`SELECT verdict FROM rollout_machines WHERE machine_id = ?`).pluck().get(machineId)).toBe(
      'soaking',
    );
    expect(await run()).toBe(true);
    expect(screen.lines).toContain('ok     assignments');
  });

  test.each([
    ['references', `PRAGMA foreign_keys = OFF; DELETE FROM releases`, 'release_entries -> releases: 2'],
    [
      'actors',
      `UPDATE snapshots SET state = json_set(state, '$.value', 'dancing') WHERE address LIKE 'rollout:%'`,
      'ROLLOUT',
    ],
    ['actors', `UPDATE snapshots SET version = 99 WHERE address = 'machine:web-01'`, 'newer program (version 99'],
    ['actors', `UPDATE snapshots SET address = 'song:1' WHERE address = 'machine:web-01'`, 'song:1 is of no kind'],
    ['mail', mail('rollout:r-none'), 'mail for rollout:r-none, which there is not'],
    ['mail', mail('batch:r-none:0'), 'mail for batch:r-none:0'],
    ['mail', mail('song:1'), 'mail for song:1'],
    ['claims', `DELETE FROM claims WHERE machine_id = 'web-01'`, 'web-01 is in the active rollout'],
    ['claims', `UPDATE rollouts SET status = 'completed'`, 'is held by the rollout'],
    ['assignments', `UPDATE machines SET open_assignment = 'r-none:0:1'`, 'web-01 waits for a verdict on r-none:0:1'],
    ['assignments', `UPDATE machines SET open_assignment = NULL`, 'was told what to run by the rollout'],
  ])('says what is wrong with the %s after %s', async (name, breakage, line) => {
    const { plane, rollout, screen, run } = await aFleet();
    plane.db.exec(breakage);
    expect(await run()).toBe(false);
    const at = screen.lines.findIndex((said) => said.startsWith(`WRONG  ${name}: `));
    expect(screen.lines[at + 1]).toContain(line.replace('ROLLOUT', `rollout:${rollout}`));
    // The others are said too.
    expect(screen.lines.filter((said) => /^(?:ok|note|WRONG) /.test(said))).toHaveLength(CHECKS.length);
  });

  test('tells of letters that nobody could take, which is no fault of the database', async () => {
    const { plane, screen, run } = await aFleet();
    plane.db.exec(`INSERT INTO dead_letters (receiver, event, sender, failure, at)
      VALUES ('machine:web-01', '{}', 'batch:r-1:0', 'it threw', 0)`);
    expect(await run()).toBe(true);
    expect(screen.lines).toContain('         machine:web-01 could not take mail from batch:r-1:0: it threw');
  });

  test('finds damage in the file', async () => {
    const { screen, run } = await aFleet();
    const dbPath = join(tempFolder(), 'state.db');
    const { db, close } = await openStore(dbPath);
    const page = db
      .prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'machine_tags_by_tag'`)
      .pluck()
      .get() as number;
    close();
    const bytes = readFileSync(dbPath);
    bytes.fill(0xff, (page - 1) * 4096, page * 4096);
    writeFileSync(dbPath, bytes);
    expect(await run(dbPath)).toBe(false);
    expect(screen.lines[1]).toContain('WRONG  file: restore a backup');
  });

  test.each([
    ['v0.1.1', (path: string) => aV0Database(path, 'x').close(), 'import-v0'],
    ['nobody', (path: string) => writeFileSync(path, ''), 'no tables'],
  ])('says that it is of %s', async (_, write, sentence) => {
    const { screen, run } = await aFleet();
    const path = join(tempFolder(), 'other.db');
    write(path);
    expect(await run(path)).toBe(false);
    expect(screen.lines.at(-1)).toContain(sentence);
  });

  test.each([
    [`DELETE FROM kysely_migration WHERE name LIKE '0002%'`, 'start this one once'],
    [`INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')`, 'a newer control plane has written it'],
  ])('looks no further after %s', async (change, sentence) => {
    const { plane, screen, run } = await aFleet();
    plane.db.exec(change);
    expect(await run()).toBe(false);
    expect(screen.lines).toEqual(['WRONG  schema', expect.stringContaining(sentence)]);
  });
});

function mail(receiver: string): string {
  return `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal) VALUES ('${receiver}', '{"type":"x"}', 'x', 1, 1)`;
}
