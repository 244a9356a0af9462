import { describe, expect, onTestFinished, test } from 'vitest';
import { KEPT, type Keep } from '../../../machines/policy/retention.ts';
import type { Engine } from '../../../services/actors/engine.ts';
import { startRetention } from '../../../services/server/retention.ts';
import { Journal } from '../../support/a-journal.ts';
import { aReport, aServer, type ServedPlane } from '../../support/a-server.ts';
import { aViewer, seqs } from '../../support/a-viewer.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const DAY = 86_400_000;
const NOW = new FakeClock().now();

/** Reports that came so many days ago, by the clock of the test. */
function reports(plane: ServedPlane, days: number, count = 1): void {
  const insert = plane.db.prepare(
    `INSERT INTO reports (machine_id, generation, success, received_at) VALUES ('web-01', '', 1, ?)`,
  );
  plane.db.transaction(() => {
    for (let n = 0; n < count; n += 1) insert.run(NOW - days * DAY);
  })();
}

const count = (plane: ServedPlane, table: string) =>
  plane.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;

const trimEvents = (plane: ServedPlane, before: number) =>
  plane.engine.request('trim', { table: 'events', before, after: 0 });

/** Retention on a clock of its own; `said` gives what it says next. */
function aRetention(engine: Pick<Engine, 'request'>, keep: Keep = KEPT) {
  const clock = new FakeClock();
  const lines: string[] = [];
  let heard = () => undefined as void;
  const log = (level: string, message: string, detail: object = {}) => {
    lines.push(`${level} ${message} ${JSON.stringify(detail)}`);
    heard();
  };
  const retention = startRetention({ engine, clock, keep, log });
  onTestFinished(() => retention.stop());
  return {
    clock,
    retention,
    async said() {
      while (lines.length === 0) await new Promise<void>((resolve) => (heard = resolve));
      return lines.shift() ?? '';
    },
  };
}

describe('retention', () => {
  test('takes out what is too old at start, and again every hour', async () => {
    const plane = await aServer();
    reports(plane, 8, 2);
    reports(plane, 6.99);
    const { clock, said } = aRetention(plane.engine);
    expect(await said()).toContain('{"reports":2}');
    expect(count(plane, 'reports')).toBe(1);
    clock.pass(3_600_000);
    expect(await said()).toContain('{"reports":1}');
    expect(count(plane, 'reports')).toBe(0);
  });

  test('takes out of every table what is older than it is kept, and nothing else', async () => {
    const plane = await aServer();
    for (const [days, name] of [
      [1000, 'old'],
      [0.5, 'new'],
    ] as const) {
      const at = NOW - days * DAY;
      plane.db.exec(`
        INSERT INTO health_reports (machine_id, results, all_passed, received_at) VALUES ('${name}', '[]', 1, ${at});
        INSERT INTO audit_entries (at, actor, action, target) VALUES (${at}, '${name}', 'register', 'web-01');
        INSERT INTO events (at, type, actor, message) VALUES (${at}, 'x', '${name}', 'x');
        INSERT INTO agent_logs (machine_id, attempt, n, line, received_at) VALUES ('${name}', 'a', 0, 'x', ${at});
        INSERT INTO dead_letters (receiver, event, sender, failure, at) VALUES ('${name}', '{}', 'x', 'x', ${at});
        INSERT INTO answers VALUES ('${name}', 'k', 'register', 'f', 'null', ${at});`);
    }
    const { said } = aRetention(plane.engine);
    const one = { health_reports: 1, answers: 1, agent_logs: 1, dead_letters: 1, audit_entries: 1, events: 1 };
    expect(JSON.parse((await said()).replace(/^[^{]*/, ''))).toEqual(one);
    for (const table of Object.keys(one)) {
      const left = JSON.stringify(plane.db.prepare(`SELECT * FROM ${table}`).all());
      expect(left).toContain('"new"');
      expect(left).not.toContain('"old"');
    }
  });

  test('goes by steps that look at few rows, however many are too old', async () => {
    const plane = await aServer();
    reports(plane, 8, 1000);
    const { removed, next } = await plane.engine.request('trim', { table: 'reports', before: NOW, after: 0 });
    expect([removed, next]).toEqual([100, 100]);
    expect(count(plane, 'reports')).toBe(900);
    const young = await plane.engine.request('trim', { table: 'reports', before: NOW - 9 * DAY, after: 0 });
    expect(young).toEqual({ removed: 0, next: null });
  });

  test('that fails says so, and does its work an hour later', async () => {
    const plane = await aServer();
    reports(plane, 8);
    let isBroken = true;
    const request: Engine['request'] = (name, input) =>
      isBroken ? Promise.reject(new Error('the disk is full')) : plane.engine.request(name, input);
    const { clock, said } = aRetention({ request });
    expect(await said()).toMatch(/^warn old rows could not be taken out/);
    isBroken = false;
    clock.pass(3_600_000);
    expect(await said()).toContain('{"reports":1}');
  });

  test('keeps for ever what it is told to, and ends when it is stopped', async () => {
    const plane = await aServer();
    reports(plane, 10_000);
    plane.db.exec(`INSERT INTO audit_entries (at, actor, action, target) VALUES (0, 'x', 'register', 'web-01')`);
    const { retention, said } = aRetention(plane.engine, { ...KEPT, reports: 0 });
    expect(await said()).toContain('{"audit_entries":1}');
    await retention.stop();
    expect(count(plane, 'reports')).toBe(1);
  });

  test('gives its room back to what comes: the database does not grow', async () => {
    const plane = await aServer();
    reports(plane, 8, 2000);
    const pages = () => plane.db.pragma('page_count', { simple: true }) as number;
    const before = pages();
    for (let after: number | null = 0; after !== null;) {
      after = (await plane.engine.request('trim', { table: 'reports', before: NOW, after })).next;
    }
    reports(plane, 0, 1900);
    expect(pages()).toBeLessThanOrEqual(before);
  });

  test('leaves a machine as it was last heard of, and gives no number in the audit twice', async () => {
    const plane = await aServer();
    await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport() });
    await plane.engine.request('trim', { table: 'reports', before: Date.now() + DAY, after: 0 });
    const [machine] = (await (await plane.ask('GET', '/api/v1/machines')).json()) as object[];
    expect(machine).toMatchObject({ current_generation: '/nix/store/a-web-01', system_state: 'ok' });
    await plane.ask('POST', '/api/v1/machines/web-01/register', { json: {} });
    expect(await (await plane.ask('GET', '/api/v1/audit')).json()).toMatchObject([{ id: 2, action: 'register' }]);
  });
});

describe('events', () => {
  /** Five events of an ended rollout around five of a paused one, all of one moment. */
  async function aPast() {
    const journal = new Journal();
    const plane = await aServer({ engine: journal.engine });
    journal.on(plane.db).rollout('r-1', 'paused');
    journal.rollout('r-2', 'completed');
    journal.rows(2, { rolloutId: 'r-2' });
    journal.rows(3, { rolloutId: 'r-1' });
    journal.rows(1, { rolloutId: 'r-2' });
    return { plane, journal };
  }

  test('of rollouts that go on are kept, and who follows one sees it whole', async () => {
    const { plane } = await aPast();
    expect((await trimEvents(plane, 2001)).removed).toBe(3);
    const viewer = await aViewer(plane.url, '/api/v1/rollouts/r-1/live?after=1');
    expect(seqs(await viewer.has(3))).toEqual([3, 4, 5]);
  });

  test('that are gone are a hole for who had not seen them, also behind some that are left', async () => {
    const { plane, journal } = await aPast();
    await trimEvents(plane, 2001);
    journal.rows(1);
    const all = await aViewer(plane.url, '/api/v1/live?after=4');
    expect(await all.has(2)).toMatchObject([
      { type: 'gap', from: 5, to: 6 },
      { type: 'row', row: { seq: 7 } },
    ]);
    const ended = await aViewer(plane.url, '/api/v1/rollouts/r-2/live?after=2');
    expect(await ended.has(2)).toMatchObject([{ type: 'gap', from: 3, to: 6 }, { type: 'end' }]);
  });

  test('that are gone stay a hole when older ones go later, which were kept for a rollout', async () => {
    const journal = new Journal();
    const plane = await aServer({ engine: journal.engine });
    journal.on(plane.db).rollout('r-1', 'paused');
    journal.rollout('r-2', 'paused');
    journal.rollout('r-3', 'completed');
    for (const rolloutId of ['r-1', 'r-2', 'r-3', 'r-3']) journal.rows(1, { rolloutId });
    await trimEvents(plane, 2001);
    journal.rollout('r-2', 'completed');
    await trimEvents(plane, 2001);
    journal.rows(1);
    const viewer = await aViewer(plane.url, '/api/v1/live?after=2');
    expect((await viewer.has(1))[0]).toMatchObject({ type: 'gap', from: 3, to: 4 });
  });

  test('that go while a viewer is far behind are a hole for it too', async () => {
    const { plane, journal } = await aPast();
    const viewer = await aViewer(plane.url, '/api/v1/live?topics=other');
    journal.rows(2, { rolloutId: 'r-2', type: 'other' });
    plane.db.exec('UPDATE events SET at = 1');
    await trimEvents(plane, 2001);
    journal.rows(1, { type: 'other' });
    journal.nudge();
    expect(await viewer.has(2)).toMatchObject([
      { type: 'gap', from: 7, to: 8 },
      { type: 'row', row: { seq: 9 } },
    ]);
  });
});
